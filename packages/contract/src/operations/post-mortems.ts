import Type from 'typebox';
import {
  PostMortemCreate,
  PostMortemDetail,
  PostMortemListParameters,
  PostMortemPage,
  PostMortemPath,
  PostMortemPublish,
  PostMortemUpdate,
} from '../post-mortem.ts';
import { answer, body, refusals } from './parts.ts';

/** Documents about problems. */
export const postMortemsOperations = {
  createPostMortem: {
    operationId: 'createPostMortem',
    summary: 'Opens a post-mortem: from a problem its timeline and numbers are filled in.',
    tags: ['post-mortems'],
    body: body(PostMortemCreate),
    response: { 200: answer(PostMortemDetail, 'The draft; of a problem that has one already, that one.'), ...refusals },
  },
  listPostMortems: {
    operationId: 'listPostMortems',
    summary: 'Post-mortems, the newest first.',
    tags: ['post-mortems'],
    querystring: PostMortemListParameters,
    response: { 200: answer(PostMortemPage, 'One page of post-mortems.'), ...refusals },
  },
  getPostMortem: {
    operationId: 'getPostMortem',
    summary: 'One post-mortem with what its timeline can be filled from.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    response: { 200: answer(PostMortemDetail, 'The post-mortem.'), ...refusals },
  },
  updatePostMortem: {
    operationId: 'updatePostMortem',
    summary: 'Saves a post-mortem; `conflict` says what somebody else has changed meanwhile.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    body: body(PostMortemUpdate),
    response: { 200: answer(PostMortemDetail, 'The post-mortem as it was saved.'), ...refusals },
  },
  publishPostMortem: {
    operationId: 'publishPostMortem',
    summary: 'Publishes a post-mortem whose action items all have an owner and a date.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    body: body(PostMortemPublish),
    response: { 200: answer(PostMortemDetail, 'The published post-mortem.'), ...refusals },
  },
  getPostMortemMarkdown: {
    operationId: 'getPostMortemMarkdown',
    summary: 'A post-mortem as a Markdown document, with roles in the place of names.',
    tags: ['post-mortems'],
    params: PostMortemPath,
    response: {
      200: {
        description: 'The document.',
        content: { 'text/markdown': { schema: Type.String({ description: 'CommonMark.' }) } },
      },
      ...refusals,
    },
  },
} as const;
