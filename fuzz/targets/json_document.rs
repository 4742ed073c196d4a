#![no_main]
jobaudit_fuzz::target!(json_document);
