extension DatasetSplits {
  /// Byte images with class labels, normalized by the training part's moments per channel.
  ///
  /// The images are uint8 of shape `[channels, height, width]`, the labels int64 from 0 to
  /// `classes - 1`, as many as images.
  static func labeled(
    name: String, images: (train: ExampleArray, test: ExampleArray?),
    labels: (train: ExampleArray, test: ExampleArray?), classes: Int, classNames: [String]?,
    note: String?
  ) -> DatasetSplits {
    let moments = channelMoments(images.train)
    func dataset(_ images: ExampleArray, _ labels: ExampleArray) -> Dataset {
      Dataset(
        name: name, task: .classification(classes: classes), inputs: images, targets: labels,
        mean: moments.mean, standardDeviation: moments.standardDeviation, classNames: classNames)
    }
    var test: Dataset?
    if let images = images.test, let labels = labels.test { test = dataset(images, labels) }
    return DatasetSplits(train: dataset(images.train, labels.train), test: test, note: note)
  }
}
