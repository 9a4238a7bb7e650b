"""The benchmark of answers: how good the rates are that range tests suggest."""
