/* Generated from packages/contract/openapi.json; change the schemas there and run `yarn contract`. */

/** @public */
export interface paths {
    "/v1/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version, capabilities and limits of the service. */
        get: operations["getInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Services, endpoints and devices that are watched. */
        get: operations["listEntities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entity. */
        get: operations["getEntity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Series that are watched. */
        get: operations["listSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One series. */
        get: operations["getSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Values and verdicts of series, in columns. */
        post: operations["querySeries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Anomalies, the newest start first. */
        get: operations["listAnomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/anomalies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One anomaly. */
        get: operations["getAnomaly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Problems, the newest start first. */
        get: operations["listProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One problem with its anomalies. */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** New revisions of anomalies and problems as they come, as server-sent events; the last 24 hours can be read again. */
        get: operations["followChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What people said, the newest first. */
        get: operations["listFeedback"];
        put?: never;
        /** Says a word on an anomaly or a problem, or changes the word that the same person said before. */
        post: operations["saveFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a word back; what was said stays in its history. */
        post: operations["withdrawFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One word with its history. */
        get: operations["getFeedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-mortems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Post-mortems, the newest first. */
        get: operations["listPostMortems"];
        put?: never;
        /** Opens a post-mortem: from a problem its timeline and numbers are filled in. */
        post: operations["createPostMortem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-mortems/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One post-mortem with what its timeline can be filled from. */
        get: operations["getPostMortem"];
        /** Saves a post-mortem; `conflict` says what somebody else has changed meanwhile. */
        put: operations["updatePostMortem"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-mortems/{id}/markdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A post-mortem as a Markdown document, with roles in the place of names. */
        get: operations["getPostMortemMarkdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/post-mortems/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a post-mortem whose action items all have an owner and a date. */
        post: operations["publishPostMortem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalog/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entities that portals pushed. Has an ETag over the whole catalog; `If-None-Match` is answered 304. */
        get: operations["listCatalogEntities"];
        /** Takes changes of a catalog, all of them or none; repeating it changes nothing. */
        put: operations["saveCatalogEntities"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalog/entities/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entity that a portal pushed. Has an ETag; `If-None-Match` is answered 304. */
        get: operations["getCatalogEntity"];
        /** Takes one entity of a catalog, whole; repeating it changes nothing. */
        put: operations["saveCatalogEntity"];
        post?: never;
        /** Takes an entity out that is no longer in the catalog; its history stays. */
        delete: operations["deleteCatalogEntity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Services as telemetry and catalog know them, what wants a person first. */
        get: operations["listInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts, dismisses or settles services of the inventory. */
        post: operations["decideInventory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forecasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest forecast of each series, the greatest chance to pass an objective first. */
        get: operations["listForecasts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series/{id}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest forecast of a series; makes one when there is none. */
        get: operations["getForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series/{id}/forecasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Forecasts of a series as they were made, the newest issue first. */
        get: operations["listPastForecasts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series/{id}/said": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was said of past steps of a series before they came, and what came. */
        get: operations["getSaid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How good the APIs are, by how good each is at least. */
        get: operations["listRatings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ratings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rating of one API. */
        get: operations["getRating"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ratings/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rating of one API day by day. */
        get: operations["getRatingHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ratings/{id}/vote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Casts or changes a person's vote on an API. */
        put: operations["saveVote"];
        post?: never;
        /** Takes a person's vote back; its history stays. */
        delete: operations["withdrawVote"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ratings/{id}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Votes on an API. */
        get: operations["listVotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inputs of telemetry and how far they have come. */
        get: operations["listSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
/** @public */
export type webhooks = Record<string, never>;
/** @public */
export interface components {
    schemas: {
        /** @description One value that is wrong. */
        ErrorDetail: {
            /** @description Which value is wrong: a path such as `queries[0].from`, a parameter or a header. */
            path: string;
            /** @description What would have been right. */
            expected: string;
            /** @description What was there instead, shortened. */
            found: string;
        };
        /** @description The body of every answer that is not a success. */
        ErrorBody: {
            /**
             * @description What kind of error it is.
             * @enum {string}
             */
            code: "invalid_argument" | "unauthenticated" | "permission_denied" | "not_found" | "conflict" | "too_large" | "rate_limited" | "cursor_expired" | "unavailable" | "internal";
            /** @description One sentence for a person: what is wrong, and where possible what to do. */
            message: string;
            /** @description The values that are wrong; empty when there is none to name. */
            details: components["schemas"]["ErrorDetail"][];
        };
        /** @description Limits on sizes, in force now. */
        Limits: {
            /**
             * Format: int64
             * @description Largest body of a telemetry request as sent, in bytes.
             */
            bodyBytes: number;
            /**
             * Format: int64
             * @description Largest body of a telemetry request after decompression, in bytes.
             */
            unpackedBytes: number;
            /**
             * Format: int32
             * @description Most series that a tenant can have.
             */
            seriesPerTenant: number;
            /**
             * Format: int32
             * @description Most routes that a service can have at a time; calls of further ones count for the service only.
             */
            routesPerService: number;
            /**
             * Format: int32
             * @description Most rows on a page.
             */
            pageRows: number;
            /**
             * Format: int32
             * @description Most queries in one request.
             */
            queries: number;
            /**
             * Format: int32
             * @description Most series that the queries of one request answer together.
             */
            querySeries: number;
            /**
             * Format: int64
             * @description Most stored steps that one request may read.
             */
            querySteps: number;
            /**
             * Format: int32
             * @description Most rows a series in an answer to a query.
             */
            dataPoints: number;
        };
        /** @description Who answers, what it can do and within which limits. */
        Info: {
            /** @description Version of the service. */
            version: string;
            /** @description Version of the contract that it speaks, `major.minor`. */
            contract: string;
            /** @description What it can do, in words that stay; ignore those you do not know. */
            capabilities: string[];
            /** @description The tenant that the credential of this request belongs to. */
            tenant: string;
            /**
             * Format: double
             * @description Score, 0 to 1, from which on a sample is anomalous.
             */
            openScore: number;
            limits: components["schemas"]["Limits"];
        };
        /** @description What a series is about. */
        EntityIdentity: {
            /** @description Id of the entity: 32 hex digits. */
            id: string;
            /**
             * @description What it is.
             * @enum {string}
             */
            kind: "service" | "endpoint" | "device" | "node" | "interface";
            /** @description `deployment.environment.name`; empty when not stated. */
            environment: string;
            /** @description `service.namespace`; empty when not stated. */
            namespace: string;
            /** @description `service.name`, or the name of the device, node or interface. */
            name: string;
            /** @description Endpoints only: the HTTP method. */
            method: string | null;
            /** @description Endpoints only: the route template. */
            route: string | null;
        };
        /** @description Something that is watched: a service, one of its endpoints, a device. */
        Entity: {
            /** @description Id of the entity: 32 hex digits. */
            id: string;
            /**
             * @description What it is.
             * @enum {string}
             */
            kind: "service" | "endpoint" | "device" | "node" | "interface";
            /** @description `deployment.environment.name`; empty when not stated. */
            environment: string;
            /** @description `service.namespace`; empty when not stated. */
            namespace: string;
            /** @description `service.name`, or the name of the device, node or interface. */
            name: string;
            /** @description Endpoints only: the HTTP method. */
            method: string | null;
            /** @description Endpoints only: the route template. */
            route: string | null;
            /**
             * Format: int64
             * @description When it was first heard of, in event time. In milliseconds since the Unix epoch, UTC.
             */
            firstSeen: number;
        };
        /** @description One page of a list, in the order of their ids. */
        EntityPage: {
            /** @description The rows of this page, in the order of their ids. */
            items: components["schemas"]["Entity"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description One indicator of one entity at one length of step. */
        Series: {
            /** @description Id of the series: 32 hex digits. */
            id: string;
            entity: components["schemas"]["EntityIdentity"];
            /** @description What is measured: `request_rate`, `error_ratio`, `latency_p95` and the like, or the name of a metric. */
            indicator: string;
            /**
             * @description How its numbers behave: calls a second, a share 0 to 1, a quantile in ms, or anything else.
             * @enum {string}
             */
            kind: "count" | "ratio" | "latency" | "gauge";
            /** @description Unit of its numbers in UCUM: `1/s`, `1`, `ms`, or the own one of the metric. */
            unit: string;
            /** @description What else tells series of one entity and indicator apart; empty for request telemetry. */
            attributes: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Length of a step in milliseconds.
             */
            step: number;
            /**
             * Format: int32
             * @description Counts up when the length of the step changes.
             */
            version: number;
            /**
             * Format: int64
             * @description Start of its first step. In milliseconds since the Unix epoch, UTC.
             */
            firstStep: number;
        };
        /** @description One page of a list, in the order of their ids. */
        SeriesPage: {
            /** @description The rows of this page, in the order of their ids. */
            items: components["schemas"]["Series"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description Which series to read, over which span. */
        SeriesQuery: {
            /** @description Comes back with the result; for the caller to tell them apart. */
            ref?: string;
            /** @description Id of one series. Either this, or `service` and `indicator`. */
            seriesId?: string;
            /** @description `service.name`. With neither `method` nor `route`: the service itself, not its endpoints. */
            service?: string;
            /** @description Narrows `service`: `deployment.environment.name`. */
            environment?: string;
            /** @description Narrows `service`: `service.namespace`. */
            namespace?: string;
            /** @description What is measured: `request_rate`, `error_ratio`, `latency_p95` and the like, or the name of a metric. */
            indicator?: string;
            /** @description Endpoints of `service` with this HTTP method. */
            method?: string;
            /** @description Endpoints of `service` with this route template. */
            route?: string;
            /**
             * Format: int64
             * @description Steps that start at or after this. In milliseconds since the Unix epoch, UTC.
             */
            from: number;
            /**
             * Format: int64
             * @description Steps that start before this. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int32
             * @description How many rows a series may have. Above that rows are left out, never averaged: see `SeriesAnswer`.
             * @default 11000
             */
            maxDataPoints: number;
        };
        /** @description Several reads in one request. */
        QueryRequest: {
            /** @description The queries, answered in their order. */
            queries: components["schemas"]["SeriesQuery"][];
        };
        /** @description Values and verdicts of one series in columns, one row a step. */
        SeriesAnswer: {
            series: components["schemas"]["Series"];
            /** @description Rows were left out to keep to `maxDataPoints`. What is left are stored rows, unchanged: the peak of every anomalous stretch (while these are at most half the rows, else the highest), and of each bucket of steps the least, the greatest and the first gap. */
            reduced: boolean;
            /** @description Starts of the steps, ascending, in milliseconds since the Unix epoch, UTC. All other columns have the same length. */
            times: number[];
            /** @description The samples, in the unit of the series; null is a gap. A hole in what is stored is one row that is a gap. */
            values: (number | null)[];
            /** @description What was expected, in the unit of the series; null while nothing is. */
            expected: (number | null)[];
            /** @description Lower bound of the ordinary, in the unit of the series; null while there is none. */
            lower: (number | null)[];
            /** @description Upper bound of the ordinary, in the unit of the series; null while there is none. */
            upper: (number | null)[];
            /** @description How anomalous, 0 to 1; null unless `scored`. `Info.openScore` says from where on it is an anomaly. */
            scores: (number | null)[];
            /** @description What the detector says of each sample. */
            status: ("no-data" | "warming-up" | "scored")[];
            /** @description Bits. 1: a source that was alive did not report the whole step. 2: no live source covers the series. */
            flags: number[];
        };
        /** @description What one query found. */
        QueryResult: {
            /** @description The `ref` of the query. */
            ref: string | null;
            /** @description One answer per series that matches; empty when none does. */
            series: components["schemas"]["SeriesAnswer"][];
            /** @description More series match than one request answers; narrow the query for the rest. */
            truncated: boolean;
        };
        /** @description The results of several reads. */
        QueryResponse: {
            /** @description One result per query, in their order. */
            results: components["schemas"]["QueryResult"][];
            /**
             * Format: int64
             * @description How many stored steps were read for this answer.
             */
            stepsRead: number;
        };
        /** @description Somebody who said or did something. */
        Person: {
            /** @description Who it is within the portal: a login, an entity reference. */
            id: string;
            /** @description As people read it. Text of a person: to be shown as text. */
            name: string;
            /** @description The portal that speaks for the person. */
            via: string;
        };
        /** @description A word on a problem, an anomaly or (`missed`) a span of an entity: exactly one of the three ids. Who says it is known from the request, never from this body. */
        FeedbackRequest: {
            /**
             * @description What the person says of it.
             * @enum {string}
             */
            word: "confirmed" | "expected" | "false-alarm" | "new-normal" | "wrong-season" | "missed" | "wrong-grouping" | "wrong-owner";
            /**
             * Format: uuid
             * @description The problem that it is about.
             */
            problemId?: string;
            /**
             * Format: uuid
             * @description The anomaly that it is about, when not the whole problem.
             */
            anomalyId?: string;
            /** @description `missed` only: the entity that it is about. */
            entityId?: string;
            /** @description In own words, plain text. `expected` needs it: what was it? */
            comment?: string;
            /**
             * @description `expected` needs it: will it come back?
             * @enum {string}
             */
            recurrence?: "once" | "weekly" | "calendar";
            /** @description `expected` by `calendar` needs it: the name of the calendar. */
            calendar?: string;
            /**
             * Format: int64
             * @description `new-normal`: since when. `missed`: start of the span. In milliseconds since the Unix epoch, UTC.
             */
            from?: number;
            /**
             * Format: int64
             * @description `missed`: end of the span. In milliseconds since the Unix epoch, UTC.
             */
            to?: number;
            /**
             * @description `wrong-season` needs it: which rhythm repeats.
             * @enum {string}
             */
            rhythm?: "daily" | "weekly" | "none";
            /** @description `wrong-grouping`: the anomalies of the problem that belong together. */
            members?: string[];
            /** @description `wrong-grouping`: problems that are the same as this one. */
            mergeWith?: string[];
            /** @description `wrong-owner` needs it: whose it is. */
            owner?: string;
        };
        /** @description A person's word on a problem, an anomaly or what was missed. */
        Feedback: {
            /**
             * Format: uuid
             * @description Id of the feedback: one per person, subject and what it speaks about.
             */
            id: string;
            /**
             * @description What the person says of it.
             * @enum {string}
             */
            word: "confirmed" | "expected" | "false-alarm" | "new-normal" | "wrong-season" | "missed" | "wrong-grouping" | "wrong-owner";
            /** @description The problem that it is about; null when it is about something else. */
            problemId: string | null;
            /** @description The anomaly that it is about; null when it is about something else. */
            anomalyId: string | null;
            /** @description The entity where something was missed; null when it is about something else. */
            entityId: string | null;
            /** @description Name of the service (or device, node, interface). */
            service: string;
            /** @description In own words, plain text. `expected` needs it: what was it? */
            comment?: string;
            /**
             * @description `expected` needs it: will it come back?
             * @enum {string}
             */
            recurrence?: "once" | "weekly" | "calendar";
            /** @description `expected` by `calendar` needs it: the name of the calendar. */
            calendar?: string;
            /**
             * Format: int64
             * @description `new-normal`: since when. `missed`: start of the span. In milliseconds since the Unix epoch, UTC.
             */
            from?: number;
            /**
             * Format: int64
             * @description `missed`: end of the span. In milliseconds since the Unix epoch, UTC.
             */
            to?: number;
            /**
             * @description `wrong-season` needs it: which rhythm repeats.
             * @enum {string}
             */
            rhythm?: "daily" | "weekly" | "none";
            /** @description `wrong-grouping`: the anomalies of the problem that belong together. */
            members?: string[];
            /** @description `wrong-grouping`: problems that are the same as this one. */
            mergeWith?: string[];
            /** @description `wrong-owner` needs it: whose it is. */
            owner?: string;
            /** @description The person has taken it back. */
            withdrawn: boolean;
            person: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description When it was said. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /**
             * Format: int32
             * @description Counts up with each change; the first is 1.
             */
            revision: number;
        };
        /** @description One page of a list, the newest first. */
        FeedbackPage: {
            /** @description The rows of this page, the newest first. */
            items: components["schemas"]["Feedback"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description A word that was saved. */
        FeedbackSaved: {
            feedback: components["schemas"]["Feedback"];
            /** @description What came of it, as a sentence to show. */
            message: string;
        };
        /** @description A word with what the person said before. */
        FeedbackDetail: {
            feedback: components["schemas"]["Feedback"];
            /** @description Everything that the person said, the oldest first. */
            revisions: components["schemas"]["Feedback"][];
        };
        /** @description What people say of it. It does not change detection yet. */
        FeedbackSummary: {
            /** @description The newest word of each person, the newest first; when there are more than 20, list feedback. */
            words: components["schemas"]["Feedback"][];
            /**
             * Format: int32
             * @description How many words there are, without those taken back.
             */
            count: number;
            /** @description What people's words make of it, beside the detector's own `stage`; null without a verdict, or when they contradict each other. */
            stage: ("problem-confirmed" | "discarded") | null;
            /** @description People contradict each other. */
            needsReview: boolean;
        };
        /** @description Who says so. */
        Annotator: {
            /** @description Name of the person or the algorithm. */
            name: string;
            /** @description Version of the algorithm; empty for a person. */
            version: string;
            /**
             * @description Whether a person or an algorithm says so.
             * @enum {string}
             */
            type: "human" | "algorithm";
        };
        /** @description What an anomaly means (symptom of the IETF NMOP model). */
        Symptom: {
            /** @description Id of the symptom. */
            id: string;
            /** @description What happened, for example `Drop`, `Delay` or `Missing`. */
            action: string;
            /** @description Why it happened, as far as known. */
            reason: string;
            /** @description What set it off, as far as known. */
            trigger: string;
            /**
             * @description Which plane it concerns.
             * @enum {string}
             */
            plane: "forwarding" | "control" | "management";
            /**
             * Format: double
             * @description How much the service is degraded. From 0 to 100.
             */
            concernScore: number;
        };
        /** @description The step of an anomaly whose sample lies furthest from what was expected. */
        Peak: {
            /**
             * Format: int64
             * @description Start of the step. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** @description The sample, in the unit of the series; null when it is a gap. */
            value: number | null;
            /** @description What was expected, in the unit of the series. */
            expected: number | null;
            /**
             * Format: double
             * @description The highest score of the anomaly, 0 to 1; it may belong to a later step.
             */
            score: number;
        };
        /** @description A stretch of anomalous samples of one series. */
        Anomaly: {
            /**
             * Format: uuid
             * @description Id of the anomaly; a replay gives it the same one.
             */
            id: string;
            /** @description Id of the series. */
            seriesId: string;
            /** @description Id of the entity of the series. */
            entityId: string;
            /**
             * Format: uuid
             * @description Id of the problem that it belongs to.
             */
            problemId: string;
            /** @description Name of the service (or device, node, interface). */
            service: string;
            /** @description What is measured. */
            indicator: string;
            /**
             * Format: int64
             * @description Start of the first anomalous step. In milliseconds since the Unix epoch, UTC.
             */
            start: number;
            /** @description End of its last step that was out of the ordinary; null while it is open. */
            end: number | null;
            /**
             * @description Where it stands in its life.
             * @enum {string}
             */
            stage: "problem-forecasted" | "problem-potential" | "problem-confirmed" | "discarded" | "analyzed" | "adjusted";
            /**
             * @description How the samples left the ordinary.
             * @enum {string}
             */
            pattern: "drop" | "spike" | "mean-shift" | "seasonality-shift" | "trend" | "other";
            /**
             * @description Whether they lie above or below what was expected.
             * @enum {string}
             */
            direction: "up" | "down";
            /**
             * Format: double
             * @description How sure. From 0 to 100.
             */
            confidenceScore: number;
            /** @description One sentence for a person, with numbers and units. */
            description: string;
            peak: components["schemas"]["Peak"];
            annotator: components["schemas"]["Annotator"];
            symptom: components["schemas"]["Symptom"];
            /**
             * Format: int32
             * @description Counts up with each change.
             */
            revision: number;
            feedback: components["schemas"]["FeedbackSummary"];
        };
        /** @description One page of a list, the newest start first. */
        AnomalyPage: {
            /** @description The rows of this page, the newest start first. */
            items: components["schemas"]["Anomaly"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description Anomalies of one service or device that belong together (relevant state of the IETF NMOP model). */
        Problem: {
            /**
             * Format: uuid
             * @description Id of the problem; a replay gives it the same one.
             */
            id: string;
            /** @description Id of the service (or device, node, interface) that it is about. */
            entityId: string;
            /** @description Name of the service (or device, node, interface). */
            service: string;
            /**
             * Format: int64
             * @description Start of its first anomaly. In milliseconds since the Unix epoch, UTC.
             */
            start: number;
            /** @description End of its last anomaly; null while any is open. */
            end: number | null;
            /**
             * @description Where it stands in its life.
             * @enum {string}
             */
            stage: "problem-forecasted" | "problem-potential" | "problem-confirmed" | "discarded" | "analyzed" | "adjusted";
            /**
             * Format: double
             * @description How sure. From 0 to 100.
             */
            confidenceScore: number;
            /**
             * Format: double
             * @description How much the service is degraded. From 0 to 100.
             */
            concernScore: number;
            /** @description One sentence for a person, with numbers and units. */
            description: string;
            /**
             * Format: int32
             * @description How many anomalies belong to it.
             */
            anomalyCount: number;
            annotator: components["schemas"]["Annotator"];
            /**
             * Format: int32
             * @description Counts up with each change.
             */
            revision: number;
            feedback: components["schemas"]["FeedbackSummary"];
        };
        /** @description One page of a list, the newest start first. */
        ProblemPage: {
            /** @description The rows of this page, the newest start first. */
            items: components["schemas"]["Problem"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description A problem with its anomalies. */
        ProblemDetail: {
            problem: components["schemas"]["Problem"];
            /** @description Its anomalies, the newest start first. When there are more, list anomalies by `problemId`. */
            anomalies: components["schemas"]["Anomaly"][];
        };
        /** @description What people write. */
        PostMortemSections: {
            /** @description What happened, in short. Markdown of people: to be rendered safely. */
            summary: string;
            /** @description Who noticed what. Markdown of people: to be rendered safely. */
            impact: string;
            /** @description How it was found, and how that could be better. Markdown of people: to be rendered safely. */
            detection: string;
            /** @description What contributed. Markdown of people: to be rendered safely. */
            factors: string;
            /** @description What was learnt. Markdown of people: to be rendered safely. */
            lessons: string;
        };
        /** @description A row of a timeline. */
        PostMortemEvent: {
            /** @description Id of the row: that of the system's event, or any other for a row of one's own. No other row has it. */
            id: string;
            /**
             * Format: int64
             * @description When it happened. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** @description What happened, on a single line. */
            text: string;
            /**
             * @description What it tells; a `note` is a person’s own.
             * @enum {string}
             */
            kind: "first-sign" | "alert" | "word" | "peak" | "anomaly-start" | "anomaly-end" | "over" | "note";
            /** @description When it happened as far as the system knows, which stays when people put `time` right; null for notes. */
            systemTime: number | null;
        };
        /** @description A row of a timeline, as people save it. */
        PostMortemRow: {
            /** @description Id of the row: that of the system's event, or any other for a row of one's own. No other row has it. */
            id: string;
            /**
             * Format: int64
             * @description When it happened. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** @description What happened, on a single line. */
            text: string;
        };
        /** @description What somebody will do. */
        ActionItem: {
            /** @description Id of the action. No other row has it. */
            id: string;
            /**
             * @description What it is for.
             * @enum {string}
             */
            type: "prevent" | "detect" | "mitigate" | "process";
            /** @description What will be done, on a single line. */
            title: string;
            /** @description Whose it is: a person or a team; null while nobody has it. */
            owner: string | null;
            /** @description Day by which it is done, `YYYY-MM-DD`; null while it has none. */
            due: string | null;
            /** @description Whether it is done. */
            done: boolean;
        };
        /** @description What the system knows of the problem: kept up to date in a draft, frozen when it is published. */
        PostMortemFacts: {
            /** @description Names of the services. */
            services: string[];
            /**
             * Format: int64
             * @description First sign. In milliseconds since the Unix epoch, UTC.
             */
            start: number;
            /** @description When it was over; null while it goes on. */
            end: number | null;
            /** @description From the first sign until it was over, in milliseconds; null while it goes on. */
            duration: number | null;
            /**
             * Format: int64
             * @description When the problem opened: the end of the first sample that was anomalous enough. In milliseconds since the Unix epoch, UTC.
             */
            alert: number;
            /** @description When a person said the first word about it; null when nobody did. */
            firstHuman: number | null;
            /**
             * Format: double
             * @description How much the service was degraded. From 0 to 100.
             */
            concernScore: number;
            /**
             * Format: int32
             * @description How many anomalies belong to the problem.
             */
            anomalyCount: number;
            /** @description The problem in one sentence. */
            description: string;
        };
        /** @description A document about a problem. */
        PostMortem: {
            /**
             * Format: uuid
             * @description Id of the post-mortem.
             */
            id: string;
            /**
             * @description Whether it is still being written.
             * @enum {string}
             */
            state: "draft" | "published";
            /** @description What it is called, on a single line. */
            title: string;
            /** @description The problem that it was opened from; null when it was not opened from one. */
            problemId: string | null;
            /** @description Numbers of the problem; null without one. */
            facts: components["schemas"]["PostMortemFacts"] | null;
            sections: components["schemas"]["PostMortemSections"];
            /** @description What happened, by time. */
            timeline: components["schemas"]["PostMortemEvent"][];
            /** @description What will be done. */
            actions: components["schemas"]["ActionItem"][];
            /** @description Who wrote it, the author first. */
            editors: components["schemas"]["Person"][];
            /**
             * Format: int64
             * @description When it was opened. In milliseconds since the Unix epoch, UTC.
             */
            created: number;
            /**
             * Format: int64
             * @description When it was changed last. In milliseconds since the Unix epoch, UTC.
             */
            updated: number;
            updatedBy: components["schemas"]["Person"];
            /** @description When it was published; null while it is a draft. */
            publishedAt: number | null;
            /**
             * Format: int32
             * @description Counts up with each change; the first is 1.
             */
            revision: number;
        };
        /** @description A post-mortem with what its timeline can be filled from. */
        PostMortemDetail: {
            postMortem: components["schemas"]["PostMortem"];
            /** @description What the system can add to the timeline, by time: events that are not in it. */
            offered: components["schemas"]["PostMortemEvent"][];
        };
        /** @description A post-mortem as a row of a list. */
        PostMortemSummary: {
            /**
             * Format: uuid
             * @description Id of the post-mortem.
             */
            id: string;
            /**
             * @description Whether it is still being written.
             * @enum {string}
             */
            state: "draft" | "published";
            /** @description What it is called, on a single line. */
            title: string;
            /** @description The problem that it was opened from; null when it was not opened from one. */
            problemId: string | null;
            /** @description Names of the services; empty without a problem. */
            services: string[];
            /** @description First sign; null without a problem. */
            start: number | null;
            /** @description From the first sign until it was over, in milliseconds; null while it goes on, or without a problem. */
            duration: number | null;
            author: components["schemas"]["Person"];
            /**
             * Format: int32
             * @description How many action items it has.
             */
            actionCount: number;
            /**
             * Format: int32
             * @description How many of them are done.
             */
            actionsDone: number;
            /**
             * Format: int32
             * @description How many of them are neither done nor within their date (UTC).
             */
            actionsOverdue: number;
            /**
             * Format: int64
             * @description When it was changed last. In milliseconds since the Unix epoch, UTC.
             */
            updated: number;
            /**
             * Format: int32
             * @description Counts up with each change.
             */
            revision: number;
        };
        /** @description One page of a list, the newest first. */
        PostMortemPage: {
            /** @description The rows of this page, the newest first. */
            items: components["schemas"]["PostMortemSummary"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description What to open a post-mortem with: a problem, a title or both. */
        PostMortemCreate: {
            /**
             * Format: uuid
             * @description The problem; it has at most one post-mortem, which is answered if it is there.
             */
            problemId?: string;
            /** @description What it is called, on a single line. */
            title?: string;
        };
        /** @description Everything that people can change, as it shall be. */
        PostMortemUpdate: {
            /**
             * Format: int32
             * @description The revision that was changed. When there is a newer one, the answer is `conflict`.
             */
            revision: number;
            /** @description What it is called, on a single line. */
            title: string;
            sections: components["schemas"]["PostMortemSections"];
            /** @description The whole timeline. */
            timeline: components["schemas"]["PostMortemRow"][];
            /** @description What will be done. */
            actions: components["schemas"]["ActionItem"][];
        };
        /** @description What to publish. */
        PostMortemPublish: {
            /**
             * Format: int32
             * @description The revision that was read before it is published.
             */
            revision: number;
        };
        /** @description How an entity is connected with another one. */
        CatalogRelation: {
            /** @description For example `ownedBy` or `providesApi`. */
            type: string;
            /** @description The other entity. For example `component:default/payments`. */
            target: string;
        };
        /** @description An API document, by what identifies it. */
        CatalogDocument: {
            /** @description SHA-256 of its bytes, in hex. */
            sha256: string;
            /**
             * Format: int32
             * @description Its size.
             */
            bytes: number;
        };
        /** @description An entity of the catalog, whole. */
        CatalogEntityInput: {
            /** @description As people read it. */
            title?: string;
            /** @description Reference of its owner. */
            owner?: string;
            /** @description For example `production`. */
            lifecycle?: string;
            /** @description For example `service`, `website` or `library`. */
            type?: string;
            /** @description Value of the annotation `weir.io/service-name`: a `service.name`, or `namespace/name`. */
            serviceName?: string;
            /** @description Its connections with other entities. */
            relations?: components["schemas"]["CatalogRelation"][];
            document?: components["schemas"]["CatalogDocument"];
        };
        /** @description An entity of the catalog, whole, with its reference. */
        CatalogEntityPush: {
            /** @description Its reference. For example `component:default/payments`. */
            ref: string;
            /** @description As people read it. */
            title?: string;
            /** @description Reference of its owner. */
            owner?: string;
            /** @description For example `production`. */
            lifecycle?: string;
            /** @description For example `service`, `website` or `library`. */
            type?: string;
            /** @description Value of the annotation `weir.io/service-name`: a `service.name`, or `namespace/name`. */
            serviceName?: string;
            /** @description Its connections with other entities. */
            relations?: components["schemas"]["CatalogRelation"][];
            document?: components["schemas"]["CatalogDocument"];
        };
        /** @description Changes of the catalog: all of them are taken, or none. */
        CatalogBatch: {
            /** @description Entities as they are now. What has not changed makes no revision. */
            entities: components["schemas"]["CatalogEntityPush"][];
            /** @description Entities that are no longer in the catalog. */
            removed?: string[];
        };
        /** @description An entity as a portal’s catalog describes it. */
        CatalogEntity: {
            /** @description Its reference, in lower case. For example `component:default/payments`. */
            ref: string;
            /** @description As people read it; null when not stated. */
            title: string | null;
            /** @description Reference of its owner; null when not stated. */
            owner: string | null;
            /** @description For example `production`; null when not stated. */
            lifecycle: string | null;
            /** @description For example `service`; null when not stated. */
            type: string | null;
            /** @description Value of its annotation `weir.io/service-name`; null without one. */
            serviceName: string | null;
            /** @description Its connections with other entities. */
            relations: components["schemas"]["CatalogRelation"][];
            /** @description Its API document; null without one. */
            document: components["schemas"]["CatalogDocument"] | null;
            /** @description The portal that pushed it: the name of its token. */
            source: string;
            /**
             * Format: int64
             * @description When it was changed last. In milliseconds since the Unix epoch, UTC.
             */
            updated: number;
            /** @description Changes exactly when the entity does. */
            etag: string;
        };
        /** @description One page of a list, in the order of their references. */
        CatalogEntityPage: {
            /** @description The rows of this page, in the order of their references. */
            items: components["schemas"]["CatalogEntity"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description What came of one entity. */
        CatalogTag: {
            /** @description The entity. For example `component:default/payments`. */
            ref: string;
            /** @description Its tag now; empty when it was removed. */
            etag: string;
            /** @description Whether this request changed it. */
            changed: boolean;
        };
        /** @description What came of a change of the catalog. */
        CatalogSaved: {
            /** @description What came of each entity, in the order of the request. */
            items: components["schemas"]["CatalogTag"][];
            /**
             * Format: int32
             * @description How many were changed.
             */
            changed: number;
        };
        /** @description What telemetry says of a service. */
        InventoryTelemetry: {
            /** @description `service`, `device` or `node`. */
            kind: string;
            /** @description `service.name`, or the name of the device or node. */
            name: string;
            /** @description `service.namespace`; empty when not stated. */
            namespace: string;
            /** @description `deployment.environment.name` of each; may be empty. */
            environments: string[];
            /** @description Its entities, one per environment. */
            entityIds: string[];
            /**
             * Format: int64
             * @description When it was first heard of, in event time. In milliseconds since the Unix epoch, UTC.
             */
            firstSeen: number;
            /** @description End of its newest sample; null without one in 7 days. */
            lastSeen: number | null;
            /** @description Calls per second over the newest samples (up to 5 minutes of them), all environments together; null without any within the last hour. */
            requestRate: number | null;
        };
        /** @description Something in which the catalog and what is seen differ. */
        InventoryDrift: {
            /**
             * @description What differs.
             * @enum {string}
             */
            field: "owner" | "service-name";
            /** @description What the catalog says. */
            catalog: string;
            /** @description What telemetry or people say. */
            seen: string;
        };
        /** @description What a person decided about a service. */
        InventoryDecided: {
            /**
             * @description What was decided.
             * @enum {string}
             */
            decision: "accept" | "dismiss" | "choose" | "keep-catalog" | "propose-change" | "undo";
            /** @description The entity that was chosen, or that accepting makes; null for other decisions. */
            ref: string | null;
            /** @description `accept`: whose it will be; null when not stated. */
            owner: string | null;
            person: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description When it was decided. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
        };
        /** @description A service as telemetry and catalog know it. */
        InventoryRow: {
            /** @description Id of the row: of its service, or the reference of an entity without one. */
            id: string;
            /**
             * @description How telemetry and catalog agree.
             * @enum {string}
             */
            state: "conflict" | "drifted" | "proposed" | "catalog-only" | "matched" | "dismissed";
            /** @description What the state means here, for a person. */
            sentence: string;
            /** @description What telemetry says; null when there is none. */
            telemetry: components["schemas"]["InventoryTelemetry"] | null;
            /** @description What the catalog says; null when nothing, or while it is a conflict. */
            catalog: components["schemas"]["CatalogEntity"] | null;
            /** @description How they were matched; null when they are not. */
            matchedBy: ("annotation" | "name" | "choice") | null;
            /** @description Of a conflict: every entity that claims it. */
            claims: components["schemas"]["CatalogEntity"][];
            /** @description What differs, when it is drifted. */
            drift: components["schemas"]["InventoryDrift"][];
            /** @description The newest decision; null when nobody has decided anything. */
            decided: components["schemas"]["InventoryDecided"] | null;
        };
        /** @description Rows of each state, with the other filters of the request. */
        InventoryCounts: {
            /**
             * Format: int32
             * @description Claimed by several entities.
             */
            conflict: number;
            /**
             * Format: int32
             * @description Matched, but they differ.
             */
            drifted: number;
            /**
             * Format: int32
             * @description Without an entity in the catalog.
             */
            proposed: number;
            /**
             * Format: int32
             * @description Without telemetry.
             */
            catalogOnly: number;
            /**
             * Format: int32
             * @description Matched.
             */
            matched: number;
            /**
             * Format: int32
             * @description Not to be in the catalog, as people decided.
             */
            dismissed: number;
        };
        /** @description One page of the inventory. */
        InventoryPage: {
            /** @description The rows of this page. */
            items: components["schemas"]["InventoryRow"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
            /**
             * Format: int32
             * @description How many rows there are on all pages.
             */
            total: number;
            counts: components["schemas"]["InventoryCounts"];
        };
        /** @description A decision about one service. */
        InventoryDecision: {
            /** @description Id of the row. */
            id: string;
            /**
             * @description What is decided.
             * @enum {string}
             */
            decision: "accept" | "dismiss" | "choose" | "keep-catalog" | "propose-change" | "undo";
            /** @description `choose`: the entity. `accept`: the one to be made, when not the proposed one. */
            ref?: string;
            /** @description `accept`: whose it will be. */
            owner?: string;
        };
        /** @description What people decided. */
        InventoryDecisions: {
            /** @description Decisions about different services: all of them are taken, or none. */
            decisions: components["schemas"]["InventoryDecision"][];
        };
        /** @description What came of decisions. */
        InventoryRows: {
            /** @description The rows as they are now. */
            items: components["schemas"]["InventoryRow"][];
        };
        /** @description An input of telemetry with a clock of its own. */
        Source: {
            /** @description Id of the source within its emitter; for an ordinary OpenTelemetry sender its service and instance. */
            id: string;
            /** @description Id of the collector that speaks for it; null for an ordinary OpenTelemetry sender. */
            emitter: string | null;
            /**
             * @description Whether it reports what happens now or delivers the past.
             * @enum {string}
             */
            mode: "live" | "history";
            /** @description It has been heard of within a minute and has not ended. */
            alive: boolean;
            /** @description It has said that nothing more will come. */
            ended: boolean;
            /** @description Everything up to here was delivered; null before it has said so. */
            receivedUpTo: number | null;
            /** @description Steps that end up to here are closed, for all sources of this mode; null before any is. */
            watermark: number | null;
        };
        /** @description One page of a list, in the order of mode, emitter and id. */
        SourcePage: {
            /** @description The rows of this page, in the order of mode, emitter and id. */
            items: components["schemas"]["Source"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description How likely an objective of the configuration will be passed, by the distribution of the intervals. */
        ObjectiveChance: {
            /**
             * @description On which side of the value the objective is not met.
             * @enum {string}
             */
            side: "above" | "below";
            /**
             * Format: double
             * @description The value that should not be passed, in the unit of the series.
             */
            value: number;
            /**
             * Format: double
             * @description The chance that most of an hour lies beyond it, in steps of 0.05; 0 says under 5 %.
             */
            chance: number;
            /** @description The chance for a person: `70 %` or `under 5 %`. */
            chanceText: string;
            /** @description Start of the likeliest hours; null under 5 %. */
            from: number | null;
            /** @description End of the likeliest hours; null under 5 %. */
            to: number | null;
        };
        /** @description How earlier forecasts of the same series and horizon did, as known when the forecast was made. */
        ForecastRecord: {
            /**
             * Format: int32
             * @description Past forecasts of the series and horizon that have reached their end.
             */
            forecasts: number;
            /**
             * Format: int32
             * @description Those of which the last value that came lay inside the 95 % interval.
             */
            held: number;
            /**
             * Format: int64
             * @description Steps of all of them of which a value came.
             */
            steps: number;
            /**
             * Format: int64
             * @description Steps whose value lay inside the 80 % interval.
             */
            inside80: number;
            /**
             * Format: int64
             * @description Steps whose value lay inside the 95 % interval.
             */
            inside95: number;
            /**
             * Format: int32
             * @description Breaches that were called (with a chance of 50 % or more) and came.
             */
            right: number;
            /**
             * Format: int32
             * @description Breaches that were called and did not come.
             */
            wrong: number;
            /**
             * Format: int32
             * @description Breaches that came without having been called.
             */
            missed: number;
            /** @description The middle time from a right call to the breach, in milliseconds; null without one. */
            typicalNotice: number | null;
            /** @description The record for a person. */
            sentence: string;
        };
        /** @description How a forecaster did on past days of the series. */
        ForecastContestant: {
            /** @description Id of the forecaster. */
            forecaster: string;
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
            /** @description Mean absolute error over the past days, as a share of that of the seasonal naive forecaster; null when it was not tried. */
            error: number | null;
            /** @description Share of the past days inside its own 95 % interval, before that was widened. */
            inside95: number | null;
            /** @description Why it was not tried; null when it was. */
            reason: string | null;
        };
        /** @description What a forecast was made from, and why by this forecaster. */
        ForecastBasis: {
            /**
             * Format: int64
             * @description Start of the history that it was made from. In milliseconds since the Unix epoch, UTC.
             */
            from: number;
            /**
             * Format: int64
             * @description End of that history. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int32
             * @description Steps of the forecast in the history that had a value.
             */
            values: number;
            /**
             * Format: int32
             * @description Steps that had none.
             */
            gaps: number;
            /**
             * Format: int32
             * @description Samples of the series that were averaged into one step.
             */
            averaged: number;
            /**
             * Format: int32
             * @description Past days that the forecasters were tried on.
             */
            origins: number;
            /** @description How each forecaster did on them. */
            contest: components["schemas"]["ForecastContestant"][];
            /**
             * Format: int64
             * @description When they were tried against each other: once a day, until then the winner goes on. In milliseconds since the Unix epoch, UTC.
             */
            contested: number;
        };
        /** @description What comes next in a series, as it was said when it was made. */
        Forecast: {
            /**
             * Format: uuid
             * @description Id of the forecast.
             */
            id: string;
            series: components["schemas"]["Series"];
            /**
             * @description How far it should reach.
             * @enum {string}
             */
            horizon: "24h" | "14d";
            /**
             * @description Whether there is a forecast.
             * @enum {string}
             */
            status: "made" | "withheld";
            /** @description Why it was withheld, one sentence for a person; null when it was made. */
            reason: string | null;
            /**
             * Format: int64
             * @description End of the newest step that it knew, in event time. It starts here. In milliseconds since the Unix epoch, UTC.
             */
            issued: number;
            /**
             * Format: int64
             * @description When it was made, by the clock of the service. In milliseconds since the Unix epoch, UTC.
             */
            made: number;
            /**
             * Format: int64
             * @description End of its last step. It may come before the horizon: a third of the history is as far as it goes. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int64
             * @description Length of a step in milliseconds.
             */
            step: number;
            /** @description The forecaster that was chosen; null when it was withheld. */
            annotator: components["schemas"]["Annotator"] | null;
            /** @description What it says of each objective of the series; empty when there is none. */
            objectives: components["schemas"]["ObjectiveChance"][];
            record: components["schemas"]["ForecastRecord"];
            basis: components["schemas"]["ForecastBasis"];
            /** @description Starts of the steps, ascending, in milliseconds since the Unix epoch, UTC. All other columns have the same length; empty when it was withheld. */
            times: number[];
            /** @description What is expected, in the unit of the series. */
            values: number[];
            /** @description Lower bound of what holds 80 %. */
            lower80: number[];
            /** @description Upper bound of what holds 80 %. */
            upper80: number[];
            /** @description Lower bound of what holds 95 %. */
            lower95: number[];
            /** @description Upper bound of what holds 95 %. */
            upper95: number[];
        };
        /** @description One page of a list, the newest issue first. */
        ForecastPage: {
            /** @description The rows of this page, the newest issue first. */
            items: components["schemas"]["Forecast"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description The newest forecast of a series, without its columns. */
        ForecastSummary: {
            /**
             * Format: uuid
             * @description Id of the forecast.
             */
            id: string;
            series: components["schemas"]["Series"];
            /**
             * @description How far it should reach.
             * @enum {string}
             */
            horizon: "24h" | "14d";
            /**
             * @description Whether there is a forecast.
             * @enum {string}
             */
            status: "made" | "withheld";
            /** @description Why it was withheld, one sentence for a person; null when it was made. */
            reason: string | null;
            /**
             * Format: int64
             * @description End of the newest step that it knew, in event time. It starts here. In milliseconds since the Unix epoch, UTC.
             */
            issued: number;
            /**
             * Format: int64
             * @description When it was made, by the clock of the service. In milliseconds since the Unix epoch, UTC.
             */
            made: number;
            /**
             * Format: int64
             * @description End of its last step. It may come before the horizon: a third of the history is as far as it goes. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int64
             * @description Length of a step in milliseconds.
             */
            step: number;
            /** @description The forecaster that was chosen; null when it was withheld. */
            annotator: components["schemas"]["Annotator"] | null;
            /** @description What it says of each objective of the series; empty when there is none. */
            objectives: components["schemas"]["ObjectiveChance"][];
            record: components["schemas"]["ForecastRecord"];
            /** @description What is expected at its end, in the unit of the series; null when it was withheld. */
            last: number | null;
            /** @description Lower and upper bound of the 95 % interval at its end; empty when it was withheld. */
            last95: number[];
        };
        /** @description One page of a list, the greatest chance to pass an objective first, then the nearest. */
        ForecastSummaryPage: {
            /** @description The rows of this page, the greatest chance to pass an objective first, then the nearest. */
            items: components["schemas"]["ForecastSummary"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description What was said of past steps before they came, and what came. */
        Said: {
            series: components["schemas"]["Series"];
            /**
             * @description Which forecasts.
             * @enum {string}
             */
            horizon: "24h" | "14d";
            /**
             * Format: int64
             * @description How long before the end of a step its forecast was issued at the latest, in milliseconds.
             */
            lead: number;
            /**
             * Format: int64
             * @description Length of a step in milliseconds; 0 when nothing was said.
             */
            step: number;
            /** @description Share of the steps with a value that lay inside the 95 % interval; null without any. */
            inside95: number | null;
            /** @description Starts of the steps of which something was said, ascending. All columns have the same length. */
            times: number[];
            /** @description When it was said. */
            issued: number[];
            /** @description What was said. */
            values: number[];
            /** @description Lower bound of what was said to hold 95 %. */
            lower95: number[];
            /** @description Upper bound of what was said to hold 95 %. */
            upper95: number[];
            /** @description What came: the mean of the samples of the step; null where too few came. */
            came: (number | null)[];
        };
        /** @description One line of a rating. The lines lost sum to what the score lacks to 100. */
        RatingLine: {
            /**
             * @description Where the points went.
             * @enum {string}
             */
            what: "reliability" | "latency" | "stability" | "outlook" | "change-safety" | "contract" | "consumers" | "not-enough-data" | "cap";
            /**
             * Format: double
             * @description Points lost. From 0 to 100.
             */
            lost: number;
            /**
             * Format: double
             * @description What is left after this line and all before. From 0 to 100.
             */
            left: number;
            /** @description Why, with numbers. */
            sentence: string;
        };
        /** @description A facet that does not count, and why. */
        FacetNote: {
            /**
             * @description The facet.
             * @enum {string}
             */
            facet: "reliability" | "latency" | "stability" | "outlook" | "change-safety" | "contract" | "consumers";
            /** @description Why it does not count. */
            reason: string;
        };
        /** @description What would raise a rating. */
        FacetGain: {
            /**
             * @description The facet.
             * @enum {string}
             */
            facet: "reliability" | "latency" | "stability" | "outlook" | "change-safety" | "contract" | "consumers";
            /**
             * Format: double
             * @description Points that it could give back at most. From 0 to 100.
             */
            points: number;
        };
        /** @description What consumers say of an API, in short. */
        VoteSummary: {
            /**
             * Format: int32
             * @description How many people have a vote that counts; owners are not among them.
             */
            count: number;
            /** @description Average of the stars; null below three people. */
            average: number | null;
        };
        /** @description The rating of one API: a service with its endpoints. */
        Rating: {
            /** @description Id of the service. */
            entityId: string;
            /** @description `service.name`. */
            service: string;
            /** @description `deployment.environment.name`; empty when not stated. */
            environment: string;
            /** @description `service.namespace`; empty when not stated. */
            namespace: string;
            /**
             * Format: int64
             * @description End of the 30 days that were looked at, in event time. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** @description By which rules: id of the rubric. */
            rubric: string;
            /**
             * Format: double
             * @description How good the API is. From 0 to 100.
             */
            score: number;
            /**
             * Format: double
             * @description In four of five cases it is at least so good. From 0 to 100.
             */
            low: number;
            /**
             * Format: double
             * @description In four of five cases it is at most so good. From 0 to 100.
             */
            high: number;
            /** @description Letter for the score; null while provisional. */
            band: ("A" | "B" | "C" | "D" | "E") | null;
            /**
             * Format: double
             * @description How much of what counts is known; below 40 the rating is provisional. From 0 to 100.
             */
            confidence: number;
            /** @description Where the points went, the largest loss first. */
            lines: components["schemas"]["RatingLine"][];
            /** @description Facets that do not count. */
            notApplicable: components["schemas"]["FacetNote"][];
            /** @description What would raise it most; null when nothing was lost to evidence. */
            raise: components["schemas"]["FacetGain"] | null;
            votes: components["schemas"]["VoteSummary"];
        };
        /** @description One page of a list, by the lower end of the range, the highest first. */
        RatingPage: {
            /** @description The rows of this page, by the lower end of the range, the highest first. */
            items: components["schemas"]["Rating"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description A rating at one time. */
        RatingPoint: {
            /**
             * Format: int64
             * @description End of the window. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /**
             * Format: double
             * @description How good the API was. From 0 to 100.
             */
            score: number;
            /**
             * Format: double
             * @description Lower end of the range. From 0 to 100.
             */
            low: number;
            /**
             * Format: double
             * @description Upper end of the range. From 0 to 100.
             */
            high: number;
        };
        /** @description How a rating came to be: made anew for each day, by the rubric of today. */
        RatingHistory: {
            /** @description Id of the service. */
            entityId: string;
            /** @description One a day, oldest first. */
            points: components["schemas"]["RatingPoint"][];
        };
        /** @description What a consumer says of an API. Who says it is known from the request, never from this body. */
        VoteRequest: {
            /**
             * Format: int32
             * @description 1 unusable, 2 poor, 3 fair, 4 good, 5 excellent.
             */
            stars: number;
            /** @description In own words, plain text. */
            comment?: string;
            /** @description The person owns the API: the vote is shown and does not count. */
            isOwner?: boolean;
        };
        /** @description A person's vote on an API; one each, the newest counts. */
        Vote: {
            /** @description Id of the service. */
            entityId: string;
            /**
             * Format: int32
             * @description 1 to 5.
             */
            stars: number;
            /** @description In own words, plain text; null without any. */
            comment: string | null;
            /** @description Shown and not counted. */
            isOwner: boolean;
            /**
             * Format: double
             * @description How much it counts today, in per cent: half after 90 days. From 0 to 100.
             */
            counts: number;
            /** @description The person has taken it back. */
            withdrawn: boolean;
            person: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description When it was cast or changed. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /**
             * Format: int32
             * @description Counts up with each change; the first is 1.
             */
            revision: number;
        };
        /** @description One page of a list, who voted last first. */
        VotePage: {
            /** @description The rows of this page, who voted last first. */
            items: components["schemas"]["Vote"][];
            /** @description Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** @description A new revision of an anomaly or a problem. */
        Change: {
            /**
             * Format: int64
             * @description Its place in the stream: the id of its event.
             */
            offset: number;
            /**
             * @description What changed: the name of its event.
             * @enum {string}
             */
            kind: "anomaly" | "problem";
            /** @description The anomaly as it is now; null for a problem. */
            anomaly: components["schemas"]["Anomaly"] | null;
            /** @description The problem as it is now; null for an anomaly. */
            problem: components["schemas"]["Problem"] | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
/** @public */
export type $defs = Record<string, never>;
/** @public */
export interface operations {
    getInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listEntities: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only entities of this kind. */
                kind?: "service" | "endpoint" | "device" | "node" | "interface";
                /** @description Only this `service.name`, with its endpoints. */
                service?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of entities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the entity. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entity"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listSeries: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only series of this entity. */
                entityId?: string;
                /** @description Only this `service.name`, with its endpoints. */
                service?: string;
                /** @description Only this indicator. */
                indicator?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of series. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSeries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    querySeries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryRequest"];
            };
        };
        responses: {
            /** @description One result per query. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryResponse"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listAnomalies: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only what had not ended by this time. In milliseconds since the Unix epoch, UTC. */
                from?: number;
                /** @description Only what started before this. In milliseconds since the Unix epoch, UTC. */
                to?: number;
                /** @description true: only what has not ended. false: only what has. */
                open?: boolean;
                /** @description Only this `service.name`, with its endpoints. */
                service?: string;
                /** @description Only this entity. */
                entityId?: string;
                /** @description Only this series. */
                seriesId?: string;
                /** @description Only the anomalies of this problem. */
                problemId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of anomalies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnomalyPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getAnomaly: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the anomaly. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The anomaly. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Anomaly"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listProblems: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only what had not ended by this time. In milliseconds since the Unix epoch, UTC. */
                from?: number;
                /** @description Only what started before this. In milliseconds since the Unix epoch, UTC. */
                to?: number;
                /** @description true: only what has not ended. false: only what has. */
                open?: boolean;
                /** @description Only this `service.name`, with its endpoints. */
                service?: string;
                /** @description Only this entity. */
                entityId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of problems. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the problem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The problem with its anomalies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDetail"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    followChanges: {
        parameters: {
            query?: {
                /** @description Begins after this offset; `Last-Event-ID`, which browsers send by themselves, wins over it. Without either, the stream begins with what changes from now on. */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events `anomaly` and `problem`, whose data is a Change; comments keep the connection open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Change"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listFeedback: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only on this problem. */
                problemId?: string;
                /** @description Only on this anomaly. */
                anomalyId?: string;
                /** @description Only what was missed of this entity. */
                entityId?: string;
                /** @description Only on this service. */
                service?: string;
                /** @description Only of the person with this id, in any portal. */
                actor?: string;
                /** @description true: only what was taken back. false: only what was not. */
                withdrawn?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of feedback. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    saveFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackRequest"];
            };
        };
        responses: {
            /** @description The word as it was saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackSaved"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    withdrawFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the feedback. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The word as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackSaved"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the feedback. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The word with its history. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackDetail"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPostMortems: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only in this state. */
                state?: "draft" | "published";
                /** @description Only about this service. */
                service?: string;
                /** @description Only of this problem. */
                problemId?: string;
                /** @description Only with an action item of this owner. */
                actionOwner?: string;
                /** @description true: only with an action item (of that owner) that is not done. false: only without one. */
                openActions?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of post-mortems. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createPostMortem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostMortemCreate"];
            };
        };
        responses: {
            /** @description The draft; of a problem that has one already, that one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPostMortem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the post-mortem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The post-mortem. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updatePostMortem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the post-mortem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostMortemUpdate"];
            };
        };
        responses: {
            /** @description The post-mortem as it was saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPostMortemMarkdown: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the post-mortem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    publishPostMortem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the post-mortem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostMortemPublish"];
            };
        };
        responses: {
            /** @description The published post-mortem. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listCatalogEntities: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of entities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogEntityPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    saveCatalogEntities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CatalogBatch"];
            };
        };
        responses: {
            /** @description What came of each entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogSaved"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getCatalogEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Reference of the entity, percent-encoded. For example `component:default/payments`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogEntity"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    saveCatalogEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Reference of the entity, percent-encoded. For example `component:default/payments`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CatalogEntityInput"];
            };
        };
        responses: {
            /** @description The entity as it is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogEntity"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteCatalogEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Reference of the entity, percent-encoded. For example `component:default/payments`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogSaved"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listInventory: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description How many rows to leave out before the page, for tables that jump to a page. Not together with `cursor`. */
                offset?: number;
                /** @description Only rows in this state. Without it, all but dismissed ones. */
                state?: "conflict" | "drifted" | "proposed" | "catalog-only" | "matched" | "dismissed";
                /** @description Only rows with all of these words in name, reference, title or owner. */
                q?: string;
                /** @description Only of this owner: `team-a` or its whole reference. */
                owner?: string;
                /** @description In which order: what wants a person first, by name, or by owner. Default attention. */
                sort?: "attention" | "service" | "owner";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the inventory. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    decideInventory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InventoryDecisions"];
            };
        };
        responses: {
            /** @description The rows as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryRows"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listForecasts: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only this `service.name`, with its endpoints. */
                service?: string;
                /** @description Only this indicator. */
                indicator?: string;
                /** @description Only this horizon. */
                horizon?: "24h" | "14d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of forecasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForecastSummaryPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getForecast: {
        parameters: {
            query?: {
                /** @description How far: 24 hours at five minutes, or 14 days at an hour. */
                horizon?: "24h" | "14d";
            };
            header?: never;
            path: {
                /** @description Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forecast, or why it is withheld. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPastForecasts: {
        parameters: {
            query?: {
                /** @description How many forecasts to answer at most; each has all its columns. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description How far: 24 hours at five minutes, or 14 days at an hour. */
                horizon?: "24h" | "14d";
                /** @description Only what speaks of this time or later. In milliseconds since the Unix epoch, UTC. */
                from?: number;
                /** @description Only what was issued before this. In milliseconds since the Unix epoch, UTC. */
                to?: number;
            };
            header?: never;
            path: {
                /** @description Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of forecasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForecastPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSaid: {
        parameters: {
            query: {
                /** @description How far: 24 hours at five minutes, or 14 days at an hour. */
                horizon?: "24h" | "14d";
                /** @description Steps that start at or after this. In milliseconds since the Unix epoch, UTC. */
                from: number;
                /** @description Steps that start before this. In milliseconds since the Unix epoch, UTC. */
                to: number;
                /** @description How long before the end of a step its forecast must have been issued, in milliseconds. Half a day when absent, a day for `14d`. */
                lead?: number;
            };
            header?: never;
            path: {
                /** @description Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was said, and what came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Said"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listRatings: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** @description Only services whose name has this. */
                q?: string;
                /** @description Only this band. */
                band?: "A" | "B" | "C" | "D" | "E";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of ratings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatingPage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getRating: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rating with its lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rating"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getRatingHistory: {
        parameters: {
            query?: {
                /** @description Days, today included. */
                days?: number;
            };
            header?: never;
            path: {
                /** @description Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One point a day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatingHistory"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    saveVote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteRequest"];
            };
        };
        responses: {
            /** @description The vote as it is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vote"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    withdrawVote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The vote, withdrawn. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vote"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listVotes: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of votes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VotePage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listSources: {
        parameters: {
            query?: {
                /** @description How many rows to answer at most. */
                limit?: number;
                /** @description The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of sources. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcePage"];
                };
            };
            /** @description The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The service could not answer; `unavailable` is worth another try. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
