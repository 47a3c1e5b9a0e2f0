import type {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { AuthorizeResult, type BasicPermission } from '@backstage/plugin-permission-common';
import {
  weirInventoryDecidePermission,
  weirReadPermission,
  weirVoteCreatePermission,
} from '@weir/backstage-plugin-weir-common';
import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { CatalogIndex } from './catalog/index-of-catalog';
import type { WeirStore } from './database/WeirStore';
import type { DetectionClient } from './detection/client';
import type { Contract } from './detection/contract';
import type { ActingPerson, People } from './detection/person';
import type { ServiceDirectory } from './detection/service-directory';
import type { Acceptance } from './inventory/Acceptance';
import { PASSED_OPERATIONS, type PassedOperation } from './operations';
import type { RatedServices } from './ratings/RatedServices';
import { bodies, parse } from './request-bodies';
import type { EntitySummaries } from './summaries/EntitySummaries';

/** What the routes are made of. */
export interface RouterOptions {
  readonly auth: AuthService;
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly people: People;
  readonly client: DetectionClient;
  readonly contract: Contract;
  readonly directory: ServiceDirectory;
  readonly index: CatalogIndex;
  readonly summaries: EntitySummaries;
  readonly ratedServices: RatedServices;
  readonly acceptance: Acceptance;
  readonly store: WeirStore;
}

/** The largest post-mortem with its timeline fits. */
const BODY_BYTES = 1_048_576;
/** Ids of the contract: hexadecimal digits, or a UUID. */
const ID = /^[0-9A-Za-z-]{1,128}$/;

/** `/api/weir`: what the contract allows a portal's people, and what only a portal can answer. */
export function createRouter(options: RouterOptions): Router {
  const { httpAuth, contract, client, summaries, ratedServices, acceptance, directory, index, store } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: BODY_BYTES }));

  for (const operation of PASSED_OPERATIONS) {
    router[operation.method](operation.path, (request, response) => pass(options, operation, request, response));
  }

  router.get('/v1/status', async (request, response) => {
    await authorized(options, request, weirReadPermission);
    response.json(await contract.status());
  });

  router.post('/v1/entity-summaries', async (request, response) => {
    const credentials = await authorized(options, request, weirReadPermission);
    const { entityRefs, sparklines = false } = parse(bodies.summaries, request.body);
    response.json({ items: await summaries.of(entityRefs, credentials, sparklines) });
  });

  router.get('/v1/rated-services', async (request, response) => {
    const query = parse(bodies.ratedServices, request.query);
    const credentials = await authorized(options, request, weirReadPermission);
    await contract.require('ratings');
    const person = await personBehind(options, credentials);
    response.json(await ratedServices.page(query, person?.ownershipRefs ?? [], credentials));
  });

  router.put('/v1/ratings/:id/vote', async (request, response) => {
    const { person } = await personAllowed(options, request, weirVoteCreatePermission);
    const vote = parse(bodies.vote, request.body);
    await contract.require('ratings');
    await index.refresh();
    const id = idOf(request);
    const service = await directory.byId(id);
    const owner = service && index.entityOf(service)?.owner;
    const isOwner = owner !== undefined && person.ownershipRefs.some((ref) => ref.toLowerCase() === owner);
    const path = `/v1/ratings/${id}/vote`;
    response.json(await client.json({ method: 'PUT', path, body: { ...vote, isOwner }, actor: person }));
    ratedServices.forget();
    summaries.forget();
  });

  router.post('/v1/inventory/acceptance-plan', async (request, response) => {
    const { person } = await personAllowed(options, request, weirInventoryDecidePermission);
    const { ids } = parse(bodies.plan, request.body);
    await contract.require('inventory');
    response.json({ items: await acceptance.plan(ids, person) });
  });

  router.post('/v1/inventory/decisions', async (request, response) => {
    const { person } = await personAllowed(options, request, weirInventoryDecidePermission);
    const { decisions } = parse(bodies.decisions, request.body);
    await contract.require('inventory');
    response.json(await acceptance.decide(decisions, person));
  });

  // For the catalog's module only: people read the catalog.
  router.get('/v1/accepted-entities', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['service'] });
    response.json({ items: (await store.accepted()).map(({ entity }) => entity) });
  });

  return router;
}

/** Asks Weir the same, in the name of the person, and hands its answer on. */
async function pass(options: RouterOptions, operation: PassedOperation, request: Request, response: Response) {
  const { client, contract, summaries, ratedServices } = options;
  const { permission, capability, writes, method } = operation;
  const credentials = writes
    ? (await personAllowed(options, request, permission)).credentials
    : await authorized(options, request, permission);
  await contract.require(capability);
  const actor = writes ? await personBehind(options, credentials) : undefined;
  const left = new AbortController();
  response.on('close', () => left.abort());
  const answer = await client.ask({
    method: method.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: operation.path.includes(':id') ? operation.path.replace(':id', idOf(request)) : operation.path,
    query: queryOf(request),
    ...(hasBody(request) ? { body: request.body } : {}),
    actor,
    // What changes something is finished, even when the person has left the page.
    ...(writes ? {} : { signal: left.signal }),
  });
  if (writes) {
    ratedServices.forget();
    summaries.forget();
  }
  response.status(200).type(answer.contentType).send(answer.text);
}

/** Whoever asks may; a person, or another plugin of the portal. */
async function authorized(
  { httpAuth, permissions }: RouterOptions,
  request: Request,
  permission: BasicPermission
): Promise<BackstageCredentials> {
  const credentials = await httpAuth.credentials(request, { allow: ['user', 'service'] });
  await allow(permissions, permission, credentials);
  return credentials;
}

/** A person asks, and may. */
async function personAllowed(
  { httpAuth, permissions, people }: RouterOptions,
  request: Request,
  permission: BasicPermission
) {
  const credentials = await httpAuth.credentials(request, { allow: ['user'] });
  await allow(permissions, permission, credentials);
  return { credentials, person: await people.of(credentials) };
}

async function allow(permissions: PermissionsService, permission: BasicPermission, credentials: BackstageCredentials) {
  const [{ result }] = await permissions.authorize([{ permission }], { credentials });
  if (result !== AuthorizeResult.ALLOW) throw new NotAllowedError(`This needs the permission ${permission.name}.`);
}

async function personBehind(
  { auth, people }: RouterOptions,
  credentials: BackstageCredentials
): Promise<ActingPerson | undefined> {
  return auth.isPrincipal(credentials, 'user')
    ? people.of(credentials as BackstageCredentials<BackstageUserPrincipal>)
    : undefined;
}

function idOf(request: Request): string {
  const { id } = request.params;
  if (ID.test(id)) return id;
  throw new InputError('The id in the path must be 1 to 128 letters, digits and hyphens.');
}

function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.query)) {
    if (typeof value !== 'string') throw new InputError(`${name.slice(0, 80)} must stand in the query once.`);
    query[name] = value;
  }
  return query;
}

function hasBody(request: Request): boolean {
  return request.method !== 'GET' && request.headers['content-type'] !== undefined;
}
