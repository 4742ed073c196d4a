#![no_main]
jobaudit_fuzz::target!(usual_json);
