#![no_main]
jobaudit_fuzz::target!(timestamp);
