import { DirectoryObjects } from './directory-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { S3Objects } from './s3-objects.ts';
import type { S3Options } from './s3-objects.ts';

/** Where objects are kept: one of the two, as `storage.objects` in the configuration. */
export type ObjectStoreOptions = { readonly directory: string } | { readonly s3: S3Options };

/** Every object store, in the order in which the documents list them. Adding one = one file and one line here. */
export const OBJECT_STORES = [
  { id: 'directory', summary: 'A directory that all replicas have mounted.' },
  { id: 's3', summary: 'A bucket of an S3-compatible store.' },
] as const;

/** Opens the object store; nothing is asked of it yet. */
export function openObjects(options: ObjectStoreOptions): ObjectStore {
  return 'directory' in options ? new DirectoryObjects(options.directory) : new S3Objects(options.s3);
}
