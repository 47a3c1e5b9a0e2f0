import {
  SubscriptionChanges,
  SubscriptionListParameters,
  SubscriptionPage,
  SubscriptionReport,
  SubscriptionReported,
  SubscriptionStatePage,
  SubscriptionsSaved,
} from '../subscription.ts';
import { answer, body, refusals } from './parts.ts';

/** Which telemetry is asked of which node. */
export const subscriptionsOperations = {
  listSubscriptions: {
    operationId: 'listSubscriptions',
    summary:
      'Which telemetry is asked of which node. Has an ETag over the whole list; `If-None-Match` is answered 304.',
    tags: ['subscriptions'],
    querystring: SubscriptionListParameters,
    response: { 200: answer(SubscriptionPage, 'One page of subscriptions.'), ...refusals },
  },
  saveSubscriptions: {
    operationId: 'saveSubscriptions',
    summary: 'Takes changes of the subscriptions, all of them or none; repeating it changes nothing.',
    tags: ['subscriptions'],
    body: body(SubscriptionChanges),
    response: { 200: answer(SubscriptionsSaved, 'What came of it.'), ...refusals },
  },
  listSubscriptionStates: {
    operationId: 'listSubscriptionStates',
    summary: 'How subscriptions are, as their collectors have said last.',
    tags: ['subscriptions'],
    querystring: SubscriptionListParameters,
    response: { 200: answer(SubscriptionStatePage, 'One page of states.'), ...refusals },
  },
  saveSubscriptionStates: {
    operationId: 'saveSubscriptionStates',
    summary: 'Takes what a collector says of the subscriptions that it keeps, in the place of what it said before.',
    tags: ['subscriptions'],
    body: body(SubscriptionReport),
    response: { 200: answer(SubscriptionReported, 'What came of it.'), ...refusals },
  },
} as const;
