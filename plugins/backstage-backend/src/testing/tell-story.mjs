/** Tells the detection service at argv[2] a story with an outage, with the token argv[3]. Runs by itself under Node. */
import { postMetrics } from '../../../../e2e/support/otlp-sender.ts';
import { tellStory } from '../../../../e2e/support/otlp-story.ts';

const [, , url, token] = process.argv;
const MINUTES = 300;
const MINUTE = 60_000;
const now = Math.floor(Date.now() / MINUTE) * MINUTE;
const { requests } = tellStory({ seed: 11, from: now - (MINUTES + 15) * MINUTE, minutes: MINUTES, outage: [270, 290] });
for (const body of requests) {
  const { status, body: answer } = await postMetrics(url, body, { authorization: `Bearer ${token}` });
  if (status !== 200) throw new Error(`${status}: ${Buffer.from(answer).toString()}`);
}
