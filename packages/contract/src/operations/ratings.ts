import {
  Rating,
  RatingHistory,
  RatingHistoryParameters,
  RatingListParameters,
  RatingPage,
  RatingPath,
  Vote,
  VoteListParameters,
  VotePage,
  VoteRequest,
} from '../rating.ts';
import { answer, body, refusals } from './parts.ts';

/** How good APIs are, and what their consumers say. */
export const ratingsOperations = {
  listRatings: {
    operationId: 'listRatings',
    summary: 'How good the APIs are, by how good each is at least.',
    tags: ['ratings'],
    querystring: RatingListParameters,
    response: { 200: answer(RatingPage, 'One page of ratings.'), ...refusals },
  },
  getRating: {
    operationId: 'getRating',
    summary: 'The rating of one API.',
    tags: ['ratings'],
    params: RatingPath,
    response: { 200: answer(Rating, 'The rating with its lines.'), ...refusals },
  },
  getRatingHistory: {
    operationId: 'getRatingHistory',
    summary: 'The rating of one API day by day.',
    tags: ['ratings'],
    params: RatingPath,
    querystring: RatingHistoryParameters,
    response: { 200: answer(RatingHistory, 'One point a day.'), ...refusals },
  },
  saveVote: {
    operationId: 'saveVote',
    summary: "Casts or changes a person's vote on an API.",
    tags: ['ratings'],
    params: RatingPath,
    body: body(VoteRequest),
    response: { 200: answer(Vote, 'The vote as it is kept.'), ...refusals },
  },
  withdrawVote: {
    operationId: 'withdrawVote',
    summary: "Takes a person's vote back; its history stays.",
    tags: ['ratings'],
    params: RatingPath,
    response: { 200: answer(Vote, 'The vote, withdrawn.'), ...refusals },
  },
  listVotes: {
    operationId: 'listVotes',
    summary: 'Votes on an API.',
    tags: ['ratings'],
    params: RatingPath,
    querystring: VoteListParameters,
    response: { 200: answer(VotePage, 'One page of votes.'), ...refusals },
  },
} as const;
