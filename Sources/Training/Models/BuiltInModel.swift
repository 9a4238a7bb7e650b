public import Torch

/// A model out of the catalog, with what it is made to learn.
public struct BuiltInModel {
  /// The model, with fresh weights.
  public let module: Module
  /// What it is to learn.
  public let objective: Objective

  /// Puts a model and what it is to learn together.
  public init(_ module: Module, objective: Objective) {
    self.module = module
    self.objective = objective
  }
}
