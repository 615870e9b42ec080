// Imported in place of rouse/register.
