import { config } from '@grafana/runtime';

/** Whether the person who is signed in may say words; the data source's handler checks it again. */
export const mayWrite = () => ['Editor', 'Admin'].includes(config.bootData?.user?.orgRole ?? '');
