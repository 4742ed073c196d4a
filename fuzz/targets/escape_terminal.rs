#![no_main]
jobaudit_fuzz::target!(escape_terminal);
