import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A key and its certificate, as paths of PEM files and as PEM. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority of one's own, with which peers on 127.0.0.1 know each other. Made by the openssl of the machine. */
export class Authority {
  readonly caFile: string;
  readonly ca: string;
  private readonly folder: string;
  private readonly keyFile: string;

  constructor(folder: string, name = 'authority') {
    this.folder = folder;
    [this.keyFile, this.caFile] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)];
    const subject = ['-subj', `/CN=${name}`, '-keyout', this.keyFile, '-out', this.caFile];
    openssl('req', '-x509', ...NEW_KEY, '-days', '2', ...subject);
    this.ca = readFileSync(this.caFile, 'utf8');
  }

  /** A certificate for a name, good for servers on 127.0.0.1 and for clients. */
  issue(name: string): Certificate {
    const file = (kind: string): string => path.join(this.folder, `${name}.${kind}`);
    openssl('req', ...NEW_KEY, '-subj', `/CN=${name}`, '-keyout', file('key'), '-out', file('csr'));
    writeFileSync(file('ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n');
    const by = ['-CA', this.caFile, '-CAkey', this.keyFile, '-CAcreateserial', '-extfile', file('ext')];
    openssl('x509', '-req', '-in', file('csr'), '-days', '2', ...by, '-out', file('pem'));
    return {
      certFile: file('pem'),
      keyFile: file('key'),
      cert: readFileSync(file('pem'), 'utf8'),
      key: readFileSync(file('key'), 'utf8'),
    };
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
