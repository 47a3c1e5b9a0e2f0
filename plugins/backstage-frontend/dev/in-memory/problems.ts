import type { Feedback, FeedbackRequest, Problem } from '@weir/backstage-plugin-weir-common';
import { me, uuid } from '../story';
import { SeriesInMemory } from './series';
import { found } from './weir';

const VERDICTS: readonly string[] = ['confirmed', 'expected', 'false-alarm', 'new-normal'];

/** Anomalies and problems, and what people say of them. */
export class ProblemsInMemory extends SeriesInMemory {
  listAnomalies(query: { problemId?: string; entityId?: string } = {}) {
    return this.answer('anomalies', () => ({
      items: this.story.anomalies.filter(
        (one) =>
          (!query.problemId || one.problemId === query.problemId) &&
          (!query.entityId || one.entityId === query.entityId)
      ),
      next: null,
    }));
  }

  getAnomaly(id: string) {
    return this.answer(`anomaly ${id}`, () => found(this.story.anomalies.find((one) => one.id === id)));
  }

  listProblems(query: { entityId?: string; from?: number } = {}) {
    return this.answer('problems', () => ({
      items: this.story.problems
        .filter((one) => !query.entityId || one.entityId === query.entityId)
        .filter((one) => (one.end ?? Infinity) >= (query.from ?? 0))
        .map((one) => this.#withWords(one)),
      next: null,
    }));
  }

  getProblem(id: string) {
    return this.answer(`problem ${id}`, () => ({
      problem: this.#withWords(found(this.story.problems.find((one) => one.id === id))),
      anomalies: this.story.anomalies.filter((one) => one.problemId === id),
    }));
  }

  #withWords(one: Problem): Problem {
    const words = this.feedback.filter((word) => word.problemId === one.id && !word.withdrawn);
    return { ...one, feedback: { ...one.feedback, words, count: words.length } };
  }

  listFeedback(query: { problemId?: string; service?: string; entityId?: string } = {}) {
    const mine = new Set(
      this.story.problems
        .filter((one) => one.entityId === query.entityId || one.service === query.service)
        .map((one) => one.id)
    );
    return this.answer('feedback', () => ({
      items: this.feedback.filter((one) =>
        query.problemId ? one.problemId === query.problemId : mine.has(one.problemId ?? '')
      ),
      next: null,
    }));
  }

  getFeedback(id: string) {
    return this.answer(`feedback ${id}`, () => {
      const one = found(this.feedback.find((word) => word.id === id));
      return { feedback: one, revisions: [one] };
    });
  }

  saveFeedback(request: FeedbackRequest) {
    return this.answer(`say ${request.word}`, () => {
      const verdict = VERDICTS.includes(request.word);
      const before = this.feedback.find(
        (one) =>
          one.problemId === request.problemId &&
          one.person.id === me.id &&
          (verdict ? VERDICTS.includes(one.word) : one.word === request.word)
      );
      const saved = {
        ...request,
        id: before?.id ?? uuid(1000 + this.feedback.length),
        service: 'orders',
        withdrawn: false,
        person: me,
        time: Date.now(),
        revision: (before?.revision ?? 0) + 1,
      } as Feedback;
      if (before) this.feedback.splice(this.feedback.indexOf(before), 1);
      this.feedback.unshift(saved);
      const subject = this.story.problems.find((one) => one.id === request.problemId)?.description ?? 'the problem';
      return { feedback: saved, message: `Recorded for ${subject}; it does not change detection yet.` };
    });
  }

  withdrawFeedback(id: string) {
    return this.answer(`withdraw ${id}`, () => {
      const one = found(this.feedback.find((word) => word.id === id));
      one.withdrawn = true;
      one.revision += 1;
      return { feedback: one, message: 'Taken back.' };
    });
  }
}
