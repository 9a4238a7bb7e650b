internal import CTorch

extension Tensor {
  /// The size of every dimension; empty for a scalar.
  public var shape: [Int] {
    let rank = self.rank
    var sizes = [Int64](repeating: 0, count: rank)
    answer(ct_tensor_shape(handle, &sizes))
    return sizes.map(Int.init)
  }

  /// The number of dimensions.
  public var rank: Int {
    var rank = 0
    answer(ct_tensor_rank(handle, &rank))
    return rank
  }

  /// The number of elements.
  public var count: Int {
    var count: Int64 = 0
    answer(ct_tensor_count(handle, &count))
    return Int(count)
  }

  /// The type of the elements.
  public var dataType: DataType {
    var number: Int32 = 0
    answer(ct_tensor_dtype(handle, &number))
    guard let type = DataType(rawValue: number) else {
      preconditionFailure("CTorch and Torch disagree about data type \(number)")
    }
    return type
  }

  /// Where the values are.
  public var device: Device {
    var device = ct_device(type: 0, index: 0)
    answer(ct_tensor_device(handle, &device))
    return Device(device)
  }

  /// Checks an answer that every tensor of this module can give.
  private func answer(_ status: Int32) {
    precondition(status == 0, TorchError.last.message)
  }
}

extension Tensor: CustomStringConvertible {
  /// The type, shape and place, such as "Tensor(float32, [64, 10], cpu)".
  public var description: String { "Tensor(\(dataType), \(shape), \(device))" }
}
