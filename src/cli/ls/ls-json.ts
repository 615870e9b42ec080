import { documentOf } from "../../services/service-document.js";
import type { Survey } from "../../services/survey-services.js";
import { formatDocument } from "../output/json-document.js";

/** Returns one document: every service with what the table shows of it. */
export function toJson({ services, problems }: Survey): string {
  return formatDocument({ services: services.map(documentOf), problems });
}
