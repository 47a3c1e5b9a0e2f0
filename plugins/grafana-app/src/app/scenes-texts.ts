import { initPluginTranslations } from '@grafana/i18n';
import { loadResources } from '@grafana/scenes';

import { APP_ID } from '../constants';

/** Loads the texts of Scenes in the language of the person. */
export const loadScenesTexts = () => initPluginTranslations(APP_ID, [loadResources]);
