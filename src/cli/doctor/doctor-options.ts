/** The options of `rouse doctor`, as typed. */
export interface DoctorOptions {
  json?: boolean;
}
