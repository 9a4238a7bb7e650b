// LearningRateFinder
