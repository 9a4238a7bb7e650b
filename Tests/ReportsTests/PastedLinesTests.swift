import RunFolders
import ScheduleCode
import Testing

@testable import Reports

/// The lines to paste of a report, for the optimizer that its settings name.
@Suite struct PastedLinesTests {
  @Test(
    arguments: [
      (["optimizer": "sgd", "momentum": .none], "SGD(model.parameters(), lr=0.016, momentum=0.9)"),
      (
        ["optimizer": "sgd", "momentum": 0.8, "nesterov": "yes", "weight_decay": 1e-4],
        "SGD(model.parameters(), lr=0.016, momentum=0.8, nesterov=True, weight_decay=1e-4)"
      ),
      (["optimizer": "adam", "momentum": .none], "Adam(model.parameters(), lr=0.016)"),
    ] as [(Settings, String)])
  func haveTheSettingsOfTheRun(settings: Settings, call: String) throws {
    let lines = RateLines(rate: 0.0162, peak: 0.0324, settings).code(for: .pytorch)
    #expect(lines.hasPrefix("optimizer = torch.optim.\(call)\n"))
  }
}
