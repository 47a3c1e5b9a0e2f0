import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Sets the ETag of an answer, and says whether the caller has it already: then the answer is 304 without a body
 * (RFC 9110, section 13.1.2).
 */
export function isKnown(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  void reply.header('etag', `"${tag}"`).header('cache-control', 'private, no-cache');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(`"${tag}"`);
}
