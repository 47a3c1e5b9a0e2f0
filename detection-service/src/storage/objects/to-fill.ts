import { constants } from 'node:fs';

/** How a file is opened that several fill at once, each at a place of its own: made by the first, never emptied. */
export const TO_FILL = constants.O_RDWR | constants.O_CREAT;
