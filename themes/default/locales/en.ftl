date-today = today, { $time }
