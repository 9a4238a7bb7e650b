// TrainingLogs
