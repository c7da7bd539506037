// Pages work without this file; it makes them more comfortable.
import * as govuk from "./build/govuk-frontend.min.js";
import { checkAll } from "./check.js";
import { countAll } from "./count.js";
import { cropAll } from "./crop.js";
import { tellEnding } from "./ending.js";
import { padAll } from "./pad.js";
import { refreshAll } from "./refresh.js";
import { uploadAll } from "./upload.js";

const { Button, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink } = govuk;
for (const component of [Button, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink]) {
  govuk.createAll(component);
}
checkAll();
countAll();
cropAll();
padAll();
refreshAll();
tellEnding();
uploadAll();
