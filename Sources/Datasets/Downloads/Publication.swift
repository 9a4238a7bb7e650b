/// Where a data set is published, and what is published there.
struct Publication: Sendable {
  /// A file as it is published.
  struct File: Sendable {
    let name: String
    /// The folders that have it, tried in this order.
    let mirrors: [String]
    let checksum: Checksum
    /// For the progress bar.
    let byteCount: Int
  }

  /// The files to fetch.
  let files: [File]
  /// For an archive, the files to take out of it; empty where the files are used as they are.
  var members: [String] = []
}

extension Publication {
  /// MNIST, by LeCun, Cortes and Burges.
  ///
  /// From mirrors that PyTorch and Google keep, as the authors' own page no longer serves the
  /// files.
  static let mnist = Publication(
    files: idxFiles(
      [
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
      ],
      [
        ("f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422),
        ("d53e105ee54ea40749a09fcbcd1e9432", 28_881),
        ("9fb629c4189551a2d022fa330f9573f3", 1_648_877),
        ("ec29112dd5afa0611ce80d1b7f02629c", 4_542),
      ]))

  /// Fashion-MNIST, by Xiao, Rasul and Vollgraf, with the checksums of its README.
  static let fashionMNIST = Publication(
    files: idxFiles(
      ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"],
      [
        ("8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
        ("25c81989df183df01b3e8a0aad5dffbe", 29_515),
        ("bef4ecab320f06d8554ea6380940ec79", 4_422_102),
        ("bb300cfdad3c16e7a12a480ee83cd310", 5_148),
      ]))

  /// CIFAR-10, by Krizhevsky, Nair and Hinton, the binary version.
  static let cifar10 = Publication(
    files: [
      File(
        name: "cifar-10-binary.tar.gz", mirrors: ["https://www.cs.toronto.edu/~kriz"],
        checksum: .sha256("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        byteCount: 170_052_171)
    ],
    members: (CIFAR10.trainingFiles + [CIFAR10.testFile]).map { "cifar-10-batches-bin/\($0)" })

  private static func idxFiles(
    _ mirrors: [String], _ published: [(md5: String, byteCount: Int)]
  ) -> [File] {
    zip(IDX.fileNames, published).map { name, file in
      File(
        name: name + ".gz", mirrors: mirrors, checksum: .md5(file.md5), byteCount: file.byteCount)
    }
  }
}
