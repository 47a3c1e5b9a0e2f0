import {
  FeedbackDetail,
  FeedbackListParameters,
  FeedbackPage,
  FeedbackPath,
  FeedbackRequest,
  FeedbackSaved,
} from '../feedback.ts';
import { answer, body, refusals } from './parts.ts';

/** What people say of anomalies and problems. */
export const feedbackOperations = {
  saveFeedback: {
    operationId: 'saveFeedback',
    summary: 'Says a word on an anomaly or a problem, or changes the word that the same person said before.',
    tags: ['people'],
    body: body(FeedbackRequest),
    response: { 200: answer(FeedbackSaved, 'The word as it was saved.'), ...refusals },
  },
  withdrawFeedback: {
    operationId: 'withdrawFeedback',
    summary: 'Takes a word back; what was said stays in its history.',
    tags: ['people'],
    params: FeedbackPath,
    response: { 200: answer(FeedbackSaved, 'The word as it is now.'), ...refusals },
  },
  listFeedback: {
    operationId: 'listFeedback',
    summary: 'What people said, the newest first.',
    tags: ['people'],
    querystring: FeedbackListParameters,
    response: { 200: answer(FeedbackPage, 'One page of feedback.'), ...refusals },
  },
  getFeedback: {
    operationId: 'getFeedback',
    summary: 'One word with its history.',
    tags: ['people'],
    params: FeedbackPath,
    response: { 200: answer(FeedbackDetail, 'The word with its history.'), ...refusals },
  },
} as const;
