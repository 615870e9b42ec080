/** The options of `rouse doctor`, as typed. */
export interface DoctorOptions {
  json?: boolean;
  fix?: boolean;
  yes?: boolean;
}
