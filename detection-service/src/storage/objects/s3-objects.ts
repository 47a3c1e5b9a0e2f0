import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { WeirError } from '../../core/errors.ts';
import { eachLimited } from './each-limited.ts';
import { checkFolder, checkObjectName } from './object-store.ts';
import type { FilePart, ListedObject, ObjectStore, Transfer } from './object-store.ts';
import { s3Answer } from './s3-answer.ts';
import { TO_FILL } from './to-fill.ts';

/** Where the bucket is and who may use it. */
export interface S3Options {
  /** URL of the server; absent: Amazon's of the region. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** What all names begin with, without a slash at its end. */
  readonly prefix?: string | undefined;
  /** Absent: what the machine has (environment, role of the instance or of the pod). */
  readonly accessKey?: string | undefined;
  readonly secretKey?: string | undefined;
  /** `endpoint/bucket/name` in place of `bucket.endpoint/name`: MinIO and most others need it. */
  readonly pathStyle?: boolean | undefined;
  /** How often a request is tried; default 5, with waits that grow. */
  readonly attempts?: number | undefined;
}

const CONNECT_MILLIS = 5_000;
/** For one request: a part of `PART_BYTES`. */
const REQUEST_MILLIS = 60_000;
const ATTEMPTS = 5;
/** Requests under way at a time. */
const AT_ONCE = 16;
/** Files larger than this are put in parts of this size, each held in memory so that it can be tried again. */
const PART_BYTES = 16 << 20;
/** How long to wait, times the tries so far, when an answer broke off. */
const BROKEN_OFF_MILLIS = 200;

/** Objects in a bucket of an S3-compatible store. */
export class S3Objects implements ObjectStore {
  readonly place: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #attempts: number;
  readonly #secrets: readonly string[];

  constructor(options: S3Options) {
    const { endpoint, region, bucket, prefix = '', accessKey, secretKey, pathStyle, attempts = ATTEMPTS } = options;
    checkFolder(prefix);
    this.place = `the bucket ${bucket} of ${endpoint ?? `Amazon S3 in ${region}`}`;
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.#attempts = attempts;
    this.#secrets = [secretKey, accessKey].filter((one) => one !== undefined && one !== '') as string[];
    const given = accessKey !== undefined && secretKey !== undefined;
    this.#client = new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(given ? { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } } : {}),
      forcePathStyle: pathStyle ?? false,
      maxAttempts: attempts,
      // Many stores refuse the checksum trailers that Amazon's client sends by default; ours are in the manifests.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MILLIS,
        requestTimeout: REQUEST_MILLIS,
        throwOnRequestTimeout: true,
        socketTimeout: REQUEST_MILLIS,
        httpAgent: { maxSockets: AT_ONCE, keepAlive: true },
        httpsAgent: { maxSockets: AT_ONCE, keepAlive: true },
      },
    });
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const Key = this.#key(name);
    await this.#asking(`PUT ${Key}`, () =>
      this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body: bytes, ContentLength: bytes.length }))
    );
  }

  async putFile(name: string, file: string, part: FilePart): Promise<Transfer> {
    const from = await open(file, 'r');
    try {
      const length = part.to - part.from;
      if (length > PART_BYTES) return await this.#putParts(name, file, from, part);
      const bytes = await readPart(from, file, part.from, length);
      await this.put(name, bytes);
      return { bytes: length, checksum: crc32(bytes) };
    } finally {
      await from.close();
    }
  }

  async #putParts(name: string, file: string, from: FileHandle, part: FilePart): Promise<Transfer> {
    const target = { Bucket: this.#bucket, Key: this.#key(name) };
    const { UploadId } = await this.#asking(`POST ${target.Key} (beginning parts)`, () =>
      this.#client.send(new CreateMultipartUploadCommand(target))
    );
    try {
      const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
      let checksum = 0;
      for (let at = part.from; at < part.to; at += PART_BYTES) {
        const Body = await readPart(from, file, at, Math.min(PART_BYTES, part.to - at));
        const PartNumber = Parts.length + 1;
        checksum = crc32(Body, checksum);
        const { ETag } = await this.#asking(`PUT ${target.Key} (part ${PartNumber})`, () =>
          this.#client.send(
            new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ContentLength: Body.length })
          )
        );
        Parts.push({ PartNumber, ETag });
      }
      await this.#asking(`POST ${target.Key} (putting parts together)`, () =>
        this.#client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
      );
      return { bytes: part.to - part.from, checksum };
    } catch (error) {
      // What the store keeps of it otherwise costs money; that it fails changes nothing.
      await this.#client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
      throw error;
    }
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    return await this.#reading(name, async (body) => {
      const value = Buffer.concat((await body.toArray()) as Uint8Array[]);
      return { value, bytes: value.length };
    });
  }

  async getFile(name: string, file: string, position = 0): Promise<Transfer | undefined> {
    return await this.#reading(name, async (body) => {
      const to = await open(file, TO_FILL);
      try {
        const value = await fill(to, position, body as AsyncIterable<Uint8Array>);
        return { value, bytes: value.bytes };
      } finally {
        await to.close();
      }
    });
  }

  /** Reads an object from its beginning; an answer that breaks off is asked for again. */
  async #reading<T>(
    name: string,
    take: (body: Readable) => Promise<{ value: T; bytes: number }>
  ): Promise<T | undefined> {
    const Key = this.#key(name);
    try {
      return await this.#asking(`GET ${Key}`, async () => {
        for (let tries = 1; ; tries++) {
          const { Body, ContentLength } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
          if (!(Body instanceof Readable)) throw new TypeError('the answer has no body that can be read');
          try {
            const { value, bytes } = await take(Body);
            if (bytes === (ContentLength ?? bytes)) return value;
            throw new Error(`the answer broke off after ${bytes} of ${ContentLength} bytes`);
          } catch (error) {
            if (tries >= this.#attempts) throw error;
            await pause(tries * BROKEN_OFF_MILLIS);
          }
        }
      });
    } catch (error) {
      if (error instanceof WeirError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async list(folder: string): Promise<readonly ListedObject[]> {
    checkFolder(folder);
    const Prefix = this.#prefix + (folder === '' ? '' : `${folder}/`);
    const found: ListedObject[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#asking(`LIST ${Prefix}`, () =>
        this.#client.send(new ListObjectsV2Command({ Bucket: this.#bucket, Prefix, ContinuationToken }))
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        const name = Key.slice(this.#prefix.length);
        found.push({ name, bytes: Size, modified: LastModified?.getTime() ?? 0 });
      }
      ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** One by one: what removes many at once is answered differently, or not at all, by stores that are not Amazon's. */
  async delete(names: readonly string[]): Promise<void> {
    const keys = names.map((name) => this.#key(name));
    await eachLimited(keys, AT_ONCE, async (Key) => {
      await this.#asking(`DELETE ${Key}`, () =>
        this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key }))
      ).catch((error: unknown) => {
        if (!(error instanceof WeirError && error.code === 'not_found')) throw error;
      });
    });
  }

  close(): void {
    this.#client.destroy();
  }

  #key(name: string): string {
    checkObjectName(name);
    return this.#prefix + name;
  }

  async #asking<T>(tried: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof WeirError) throw error;
      throw s3Answer(error, { place: this.place, tried, attempts: this.#attempts, secrets: this.#secrets });
    }
  }
}

async function readPart(from: FileHandle, file: string, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await from.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) {
      throw new WeirError('not_found', `${file} ends before the part that was to be stored`, [
        { path: 'part', expected: `${length} bytes from ${position} on`, found: `${done} bytes` },
      ]);
    }
    done += bytesRead;
  }
  return bytes;
}

async function fill(to: FileHandle, position: number, body: AsyncIterable<Uint8Array>): Promise<Transfer> {
  let bytes = 0;
  let checksum = 0;
  for await (const chunk of body) {
    checksum = crc32(chunk, checksum);
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await to.write(chunk, done, chunk.length - done, position + bytes + done);
      done += bytesWritten;
    }
    bytes += chunk.length;
  }
  return { bytes, checksum };
}
