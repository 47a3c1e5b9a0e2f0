/** An error answer of RFC 8040, section 7. */
export class RestconfError extends Error {
  readonly status: number;
  readonly tag: string;

  constructor(status: number, tag: string, message: string) {
    super(message);
    this.status = status;
    this.tag = tag;
  }

  body(): unknown {
    const error = [{ 'error-type': 'application', 'error-tag': this.tag, 'error-message': this.message }];
    return { 'ietf-restconf:errors': { error } };
  }
}
