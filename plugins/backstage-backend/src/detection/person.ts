import type {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { isUserEntity, parseEntityRef } from '@backstage/catalog-model';

/** For whom Weir is asked. */
export interface ActingPerson {
  /** Reference of the user. */
  readonly id: string;
  readonly name: string;
  /** Address of the user's entity, by which Weir joins people of several portals. */
  readonly email: string | undefined;
  /** The user and the groups that they speak for. */
  readonly ownershipRefs: readonly string[];
}

const KEPT_MILLISECONDS = 60_000;
const MOST_KEPT = 10_000;
/** Longer texts are refused by Weir. */
const LONGEST = 256;

/** Finds out who a signed-in user is: from the credentials and the catalog, never from what the browser says. */
export class People {
  readonly #userInfo: UserInfoService;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #kept = new Map<string, { until: number; person: ActingPerson }>();

  constructor(options: { userInfo: UserInfoService; catalog: CatalogService; auth: AuthService }) {
    this.#userInfo = options.userInfo;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  async of(credentials: BackstageCredentials<BackstageUserPrincipal>): Promise<ActingPerson> {
    const { userEntityRef } = credentials.principal;
    const kept = this.#kept.get(userEntityRef);
    if (kept !== undefined && kept.until > Date.now()) return kept.person;
    const [{ ownershipEntityRefs }, { name, email }] = await Promise.all([
      this.#userInfo.getUserInfo(credentials),
      this.#profile(userEntityRef),
    ]);
    const person = { id: userEntityRef.slice(0, LONGEST), name, email, ownershipRefs: ownershipEntityRefs };
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(userEntityRef, { until: Date.now() + KEPT_MILLISECONDS, person });
    return person;
  }

  async #profile(userEntityRef: string): Promise<{ name: string; email: string | undefined }> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entity = await this.#catalog.getEntityByRef(userEntityRef, { credentials });
    const profile = entity !== undefined && isUserEntity(entity) ? entity.spec.profile : undefined;
    const fallback = parseEntityRef(userEntityRef).name;
    const email = profile?.email?.trim();
    return {
      name: (profile?.displayName?.trim() || entity?.metadata.title?.trim() || fallback).slice(0, LONGEST),
      email: email === undefined || email === '' || email.length > LONGEST ? undefined : email,
    };
  }
}
