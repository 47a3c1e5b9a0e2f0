/** Tells the detection service at argv[2] a story with an outage, with the token argv[3]. Runs by itself under Node. */
const support = new URL('../../../../e2e/support/', import.meta.url);
const { postMetrics } = await import(new URL('otlp-sender.ts', support));
const { tellStory } = await import(new URL('otlp-story.ts', support));

const [, , url, token] = process.argv;
const MINUTES = 300;
const MINUTE = 60_000;
const now = Math.floor(Date.now() / MINUTE) * MINUTE;
const { requests } = tellStory({ seed: 11, from: now - (MINUTES + 15) * MINUTE, minutes: MINUTES, outage: [270, 290] });
for (const body of requests) {
  const { status, body: answer } = await postMetrics(url, body, { authorization: `Bearer ${token}` });
  if (status !== 200) throw new Error(`${status}: ${Buffer.from(answer).toString()}`);
}
