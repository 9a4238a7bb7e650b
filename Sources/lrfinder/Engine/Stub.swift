// engine commands
