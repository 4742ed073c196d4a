#![no_main]
jobaudit_fuzz::target!(whole_run);
