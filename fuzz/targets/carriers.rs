#![no_main]
jobaudit_fuzz::target!(carriers);
