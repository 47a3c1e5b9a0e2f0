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
    "/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which telemetry is asked of which node. Has an ETag over the whole list; `If-None-Match` is answered 304. */
        get: operations["listSubscriptions"];
        /** Takes changes of the subscriptions, all of them or none; repeating it changes nothing. */
        put: operations["saveSubscriptions"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How subscriptions are, as their collectors have said last. */
        get: operations["listSubscriptionStates"];
        put?: never;
        /** Takes what a collector says of the subscriptions that it keeps, in the place of what it said before. */
        post: operations["saveSubscriptionStates"];
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
        /** One value that is wrong. */
        ErrorDetail: {
            /** Which value is wrong: a path such as `queries[0].from`, a parameter or a header. */
            path: string;
            /** What would have been right. */
            expected: string;
            /** What was there instead, shortened. */
            found: string;
        };
        /** The body of every answer that is not a success. */
        ErrorBody: {
            /**
             * What kind of error it is.
             * 
             */
            code: "invalid_argument" | "unauthenticated" | "permission_denied" | "not_found" | "conflict" | "too_large" | "rate_limited" | "cursor_expired" | "unavailable" | "internal";
            /** One sentence for a person: what is wrong, and where possible what to do. */
            message: string;
            /** The values that are wrong; empty when there is none to name. */
            details: components["schemas"]["ErrorDetail"][];
        };
        /** Limits on sizes, in force now. */
        Limits: {
            /**
             * Format: int64
             * Largest body of a telemetry request as sent, in bytes.
             */
            bodyBytes: number;
            /**
             * Format: int64
             * Largest body of a telemetry request after decompression, in bytes.
             */
            unpackedBytes: number;
            /**
             * Format: int32
             * Most series that a tenant can have.
             */
            seriesPerTenant: number;
            /**
             * Format: int32
             * Most routes that a service can have at a time; calls of further ones count for the service only.
             */
            routesPerService: number;
            /**
             * Format: int32
             * Most rows on a page.
             */
            pageRows: number;
            /**
             * Format: int32
             * Most queries in one request.
             */
            queries: number;
            /**
             * Format: int32
             * Most series that the queries of one request answer together.
             */
            querySeries: number;
            /**
             * Format: int64
             * Most stored steps that one request may read.
             */
            querySteps: number;
            /**
             * Format: int32
             * Most rows a series in an answer to a query.
             */
            dataPoints: number;
        };
        /** Who answers, what it can do and within which limits. */
        Info: {
            /** Version of the service. */
            version: string;
            /** Version of the contract that it speaks, `major.minor`. */
            contract: string;
            /** What it can do, in words that stay; ignore those you do not know. */
            capabilities: string[];
            /** The tenant that the credential of this request belongs to. */
            tenant: string;
            /**
             * Format: double
             * Score, 0 to 1, from which on a sample is anomalous.
             */
            openScore: number;
            limits: components["schemas"]["Limits"];
        };
        /** What a series is about. */
        EntityIdentity: {
            /** Id of the entity: 32 hex digits. */
            id: string;
            /**
             * What it is.
             * 
             */
            kind: "service" | "endpoint" | "device" | "node" | "interface";
            /** `deployment.environment.name`; empty when not stated. */
            environment: string;
            /** `service.namespace`; empty when not stated. */
            namespace: string;
            /** `service.name`, or the name of the device, node or interface. */
            name: string;
            /** Endpoints only: the HTTP method. */
            method: string | null;
            /** Endpoints only: the route template. */
            route: string | null;
        };
        /** Something that is watched: a service, one of its endpoints, a device. */
        Entity: {
            /** Id of the entity: 32 hex digits. */
            id: string;
            /**
             * What it is.
             * 
             */
            kind: "service" | "endpoint" | "device" | "node" | "interface";
            /** `deployment.environment.name`; empty when not stated. */
            environment: string;
            /** `service.namespace`; empty when not stated. */
            namespace: string;
            /** `service.name`, or the name of the device, node or interface. */
            name: string;
            /** Endpoints only: the HTTP method. */
            method: string | null;
            /** Endpoints only: the route template. */
            route: string | null;
            /**
             * Format: int64
             * When it was first heard of, in event time. In milliseconds since the Unix epoch, UTC.
             */
            firstSeen: number;
        };
        /** One page of a list, in the order of their ids. */
        EntityPage: {
            /** The rows of this page, in the order of their ids. */
            items: components["schemas"]["Entity"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** One indicator of one entity at one length of step. */
        Series: {
            /** Id of the series: 32 hex digits. */
            id: string;
            entity: components["schemas"]["EntityIdentity"];
            /** What is measured: `request_rate`, `error_ratio`, `latency_p95` and the like, or the name of a metric. */
            indicator: string;
            /**
             * How its numbers behave: calls a second, a share 0 to 1, a quantile in ms, or anything else.
             * 
             */
            kind: "count" | "ratio" | "latency" | "gauge";
            /** Unit of its numbers in UCUM: `1/s`, `1`, `ms`, or the own one of the metric. */
            unit: string;
            /** What else tells series of one entity and indicator apart; empty for request telemetry. */
            attributes: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * Length of a step in milliseconds.
             */
            step: number;
            /**
             * Format: int32
             * Counts up when the length of the step changes.
             */
            version: number;
            /**
             * Format: int64
             * Start of its first step. In milliseconds since the Unix epoch, UTC.
             */
            firstStep: number;
        };
        /** One page of a list, in the order of their ids. */
        SeriesPage: {
            /** The rows of this page, in the order of their ids. */
            items: components["schemas"]["Series"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** Which series to read, over which span. */
        SeriesQuery: {
            /** Comes back with the result; for the caller to tell them apart. */
            ref?: string;
            /** Id of one series. Either this, or `service` and `indicator`. */
            seriesId?: string;
            /** `service.name`. With neither `method` nor `route`: the service itself, not its endpoints. */
            service?: string;
            /** Narrows `service`: `deployment.environment.name`. */
            environment?: string;
            /** Narrows `service`: `service.namespace`. */
            namespace?: string;
            /** What is measured: `request_rate`, `error_ratio`, `latency_p95` and the like, or the name of a metric. */
            indicator?: string;
            /** Endpoints of `service` with this HTTP method. */
            method?: string;
            /** Endpoints of `service` with this route template. */
            route?: string;
            /**
             * Format: int64
             * Steps that start at or after this. In milliseconds since the Unix epoch, UTC.
             */
            from: number;
            /**
             * Format: int64
             * Steps that start before this. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int32
             * How many rows a series may have. Above that rows are left out, never averaged: see `SeriesAnswer`.
             * Default: 11000.
             */
            maxDataPoints: number;
        };
        /** Several reads in one request. */
        QueryRequest: {
            /** The queries, answered in their order. */
            queries: components["schemas"]["SeriesQuery"][];
        };
        /** Values and verdicts of one series in columns, one row a step. */
        SeriesAnswer: {
            series: components["schemas"]["Series"];
            /** Rows were left out to keep to `maxDataPoints`. What is left are stored rows, unchanged: the peak of every anomalous stretch (while these are at most half the rows, else the highest), and of each bucket of steps the least, the greatest and the first gap. */
            reduced: boolean;
            /** Until when the series is only learned, when samples keep coming; null when its newest sample was judged, or there is none. */
            learningUntil: number | null;
            /** Starts of the steps, ascending, in milliseconds since the Unix epoch, UTC. All other columns have the same length. */
            times: number[];
            /** The samples, in the unit of the series; null is a gap. A hole in what is stored is one row that is a gap. */
            values: (number | null)[];
            /** What was expected, in the unit of the series; null while nothing is. */
            expected: (number | null)[];
            /** Lower bound of the ordinary, in the unit of the series; null while there is none. */
            lower: (number | null)[];
            /** Upper bound of the ordinary, in the unit of the series; null while there is none. */
            upper: (number | null)[];
            /** How anomalous, 0 to 1; null unless `scored`. `Info.openScore` says from where on it is an anomaly. */
            scores: (number | null)[];
            /** What the detector says of each sample. */
            status: ("no-data" | "warming-up" | "scored")[];
            /** Bits. 1: a source that was alive did not report the whole step. 2: no live source covers the series. 4: the sample is anomalous: its score says so, and it lies outside its bounds, for a ratio or a latency above them. The score alone stays high for a while after an outage, when values are what they usually are. */
            flags: number[];
        };
        /** What one query found. */
        QueryResult: {
            /** The `ref` of the query. */
            ref: string | null;
            /** One answer per series that matches; empty when none does. */
            series: components["schemas"]["SeriesAnswer"][];
            /** More series match than one request answers; narrow the query for the rest. */
            truncated: boolean;
        };
        /** The results of several reads. */
        QueryResponse: {
            /** One result per query, in their order. */
            results: components["schemas"]["QueryResult"][];
            /**
             * Format: int64
             * How many stored steps were read for this answer.
             */
            stepsRead: number;
        };
        /** Somebody who said or did something. */
        Person: {
            /** Who it is within the portal: a login, an entity reference. */
            id: string;
            /** As people read it. Text of a person: to be shown as text. */
            name: string;
            /** The portal that speaks for the person. */
            via: string;
        };
        /** A word on a problem, an anomaly or (`missed`) a span of an entity: exactly one of the three ids. Who says it is known from the request, never from this body. */
        FeedbackRequest: {
            /**
             * What the person says of it.
             * 
             */
            word: "confirmed" | "expected" | "false-alarm" | "new-normal" | "wrong-season" | "missed" | "wrong-grouping" | "wrong-owner";
            /**
             * Format: uuid
             * The problem that it is about.
             */
            problemId?: string;
            /**
             * Format: uuid
             * The anomaly that it is about, when not the whole problem.
             */
            anomalyId?: string;
            /** `missed` only: the entity that it is about. */
            entityId?: string;
            /** In own words, plain text. `expected` needs it: what was it? */
            comment?: string;
            /**
             * `expected` needs it: will it come back?
             * 
             */
            recurrence?: "once" | "weekly" | "calendar";
            /** `expected` by `calendar` needs it: the name of the calendar. */
            calendar?: string;
            /**
             * Format: int64
             * `new-normal`: since when. `missed`: start of the span. In milliseconds since the Unix epoch, UTC.
             */
            from?: number;
            /**
             * Format: int64
             * `missed`: end of the span. In milliseconds since the Unix epoch, UTC.
             */
            to?: number;
            /**
             * `wrong-season` needs it: which rhythm repeats.
             * 
             */
            rhythm?: "daily" | "weekly" | "none";
            /** `wrong-grouping`: the anomalies of the problem that belong together. */
            members?: string[];
            /** `wrong-grouping`: problems that are the same as this one. */
            mergeWith?: string[];
            /** `wrong-owner` needs it: whose it is. */
            owner?: string;
        };
        /** A person's word on a problem, an anomaly or what was missed. */
        Feedback: {
            /**
             * Format: uuid
             * Id of the feedback: one per person, subject and what it speaks about.
             */
            id: string;
            /**
             * What the person says of it.
             * 
             */
            word: "confirmed" | "expected" | "false-alarm" | "new-normal" | "wrong-season" | "missed" | "wrong-grouping" | "wrong-owner";
            /** The problem that it is about; null when it is about something else. */
            problemId: string | null;
            /** The anomaly that it is about; null when it is about something else. */
            anomalyId: string | null;
            /** The entity where something was missed; null when it is about something else. */
            entityId: string | null;
            /** Name of the service (or device, node, interface). */
            service: string;
            /** In own words, plain text. `expected` needs it: what was it? */
            comment?: string;
            /**
             * `expected` needs it: will it come back?
             * 
             */
            recurrence?: "once" | "weekly" | "calendar";
            /** `expected` by `calendar` needs it: the name of the calendar. */
            calendar?: string;
            /**
             * Format: int64
             * `new-normal`: since when. `missed`: start of the span. In milliseconds since the Unix epoch, UTC.
             */
            from?: number;
            /**
             * Format: int64
             * `missed`: end of the span. In milliseconds since the Unix epoch, UTC.
             */
            to?: number;
            /**
             * `wrong-season` needs it: which rhythm repeats.
             * 
             */
            rhythm?: "daily" | "weekly" | "none";
            /** `wrong-grouping`: the anomalies of the problem that belong together. */
            members?: string[];
            /** `wrong-grouping`: problems that are the same as this one. */
            mergeWith?: string[];
            /** `wrong-owner` needs it: whose it is. */
            owner?: string;
            /** The person has taken it back. */
            withdrawn: boolean;
            person: components["schemas"]["Person"];
            /**
             * Format: int64
             * When it was said. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /**
             * Format: int32
             * Counts up with each change; the first is 1.
             */
            revision: number;
        };
        /** One page of a list, the newest first. */
        FeedbackPage: {
            /** The rows of this page, the newest first. */
            items: components["schemas"]["Feedback"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** A word that was saved. */
        FeedbackSaved: {
            feedback: components["schemas"]["Feedback"];
            /** What came of it, as a sentence to show. */
            message: string;
        };
        /** A word with what the person said before. */
        FeedbackDetail: {
            feedback: components["schemas"]["Feedback"];
            /** Everything that the person said, the oldest first. */
            revisions: components["schemas"]["Feedback"][];
        };
        /** What people say of it. It does not change detection yet. */
        FeedbackSummary: {
            /** The newest word of each person, the newest first; when there are more than 20, list feedback. */
            words: components["schemas"]["Feedback"][];
            /**
             * Format: int32
             * How many words there are, without those taken back.
             */
            count: number;
            /** What people's words make of it, beside the detector's own `stage`; null without a verdict, or when they contradict each other. */
            stage: ("problem-confirmed" | "discarded") | null;
            /** People contradict each other. */
            needsReview: boolean;
        };
        /** Who says so. */
        Annotator: {
            /** Name of the person or the algorithm. */
            name: string;
            /** Version of the algorithm; empty for a person. */
            version: string;
            /**
             * Whether a person or an algorithm says so.
             * 
             */
            type: "human" | "algorithm";
        };
        /** What an anomaly means (symptom of the IETF NMOP model). */
        Symptom: {
            /** Id of the symptom. */
            id: string;
            /** What happened, for example `Drop`, `Delay` or `Missing`. */
            action: string;
            /** Why it happened, as far as known. */
            reason: string;
            /** What set it off, as far as known. */
            trigger: string;
            /**
             * Which plane it concerns.
             * 
             */
            plane: "forwarding" | "control" | "management";
            /**
             * Format: double
             * How much the service is degraded. From 0 to 100.
             */
            concernScore: number;
        };
        /** The step of an anomaly whose sample lies furthest from what was expected. */
        Peak: {
            /**
             * Format: int64
             * Start of the step. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** The sample, in the unit of the series; null when it is a gap. */
            value: number | null;
            /** What was expected, in the unit of the series. */
            expected: number | null;
            /**
             * Format: double
             * The highest score of the anomaly, 0 to 1; it may belong to a later step.
             */
            score: number;
        };
        /** A stretch of anomalous samples of one series. */
        Anomaly: {
            /**
             * Format: uuid
             * Id of the anomaly; a replay gives it the same one.
             */
            id: string;
            /** Id of the series. */
            seriesId: string;
            /** Id of the entity of the series. */
            entityId: string;
            /**
             * Format: uuid
             * Id of the problem that it belongs to.
             */
            problemId: string;
            /** Name of the service (or device, node, interface). */
            service: string;
            /** What is measured. */
            indicator: string;
            /**
             * Format: int64
             * Start of the first anomalous step. In milliseconds since the Unix epoch, UTC.
             */
            start: number;
            /** End of its last step that was out of the ordinary; null while it is open. */
            end: number | null;
            /**
             * Where it stands in its life.
             * 
             */
            stage: "problem-forecasted" | "problem-potential" | "problem-confirmed" | "discarded" | "analyzed" | "adjusted";
            /**
             * How the samples left the ordinary.
             * 
             */
            pattern: "drop" | "spike" | "mean-shift" | "seasonality-shift" | "trend" | "other";
            /**
             * Whether they lie above or below what was expected.
             * 
             */
            direction: "up" | "down";
            /**
             * Format: double
             * How sure. From 0 to 100.
             */
            confidenceScore: number;
            /** One sentence for a person, with numbers and units. */
            description: string;
            peak: components["schemas"]["Peak"];
            annotator: components["schemas"]["Annotator"];
            symptom: components["schemas"]["Symptom"];
            /**
             * Format: int32
             * Counts up with each change.
             */
            revision: number;
            feedback: components["schemas"]["FeedbackSummary"];
        };
        /** One page of a list, the newest start first. */
        AnomalyPage: {
            /** The rows of this page, the newest start first. */
            items: components["schemas"]["Anomaly"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** Anomalies of one service or device that belong together (relevant state of the IETF NMOP model). */
        Problem: {
            /**
             * Format: uuid
             * Id of the problem; a replay gives it the same one.
             */
            id: string;
            /** Id of the service (or device, node, interface) that it is about. */
            entityId: string;
            /** Name of the service (or device, node, interface). */
            service: string;
            /**
             * Format: int64
             * Start of its first anomaly. In milliseconds since the Unix epoch, UTC.
             */
            start: number;
            /** End of its last anomaly; null while any is open. */
            end: number | null;
            /**
             * Where it stands in its life.
             * 
             */
            stage: "problem-forecasted" | "problem-potential" | "problem-confirmed" | "discarded" | "analyzed" | "adjusted";
            /**
             * Format: double
             * How sure. From 0 to 100.
             */
            confidenceScore: number;
            /**
             * Format: double
             * How much the service is degraded. From 0 to 100.
             */
            concernScore: number;
            /** What is wrong, without the numbers behind it: "payments fails 38 % of calls". */
            title: string;
            /** One sentence for a person, with numbers and units. */
            description: string;
            /**
             * Format: int32
             * How many anomalies belong to it.
             */
            anomalyCount: number;
            annotator: components["schemas"]["Annotator"];
            /**
             * Format: int32
             * Counts up with each change.
             */
            revision: number;
            feedback: components["schemas"]["FeedbackSummary"];
        };
        /** One page of a list, the newest start first. */
        ProblemPage: {
            /** The rows of this page, the newest start first. */
            items: components["schemas"]["Problem"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** A problem with its anomalies. */
        ProblemDetail: {
            problem: components["schemas"]["Problem"];
            /** Its anomalies, the newest start first. When there are more, list anomalies by `problemId`. */
            anomalies: components["schemas"]["Anomaly"][];
        };
        /** What people write. */
        PostMortemSections: {
            /** What happened, in short. Markdown of people: to be rendered safely. */
            summary: string;
            /** Who noticed what. Markdown of people: to be rendered safely. */
            impact: string;
            /** How it was found, and how that could be better. Markdown of people: to be rendered safely. */
            detection: string;
            /** What contributed. Markdown of people: to be rendered safely. */
            factors: string;
            /** What was learnt. Markdown of people: to be rendered safely. */
            lessons: string;
        };
        /** A row of a timeline. */
        PostMortemEvent: {
            /** Id of the row: that of the system's event, or any other for a row of one's own. No other row has it. */
            id: string;
            /**
             * Format: int64
             * When it happened. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** What happened, on a single line. */
            text: string;
            /**
             * What it tells; a `note` is a person’s own.
             * 
             */
            kind: "first-sign" | "alert" | "word" | "peak" | "anomaly-start" | "anomaly-end" | "over" | "note";
            /** When it happened as far as the system knows, which stays when people put `time` right; null for notes. */
            systemTime: number | null;
        };
        /** A row of a timeline, as people save it. */
        PostMortemRow: {
            /** Id of the row: that of the system's event, or any other for a row of one's own. No other row has it. */
            id: string;
            /**
             * Format: int64
             * When it happened. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** What happened, on a single line. */
            text: string;
        };
        /** What somebody will do. */
        ActionItem: {
            /** Id of the action. No other row has it. */
            id: string;
            /**
             * What it is for.
             * 
             */
            type: "prevent" | "detect" | "mitigate" | "process";
            /** What will be done, on a single line. */
            title: string;
            /** Whose it is: a person or a team; null while nobody has it. */
            owner: string | null;
            /** Day by which it is done, `YYYY-MM-DD`; null while it has none. */
            due: string | null;
            /** Whether it is done. */
            done: boolean;
        };
        /** What the system knows of the problem: kept up to date in a draft, frozen when it is published. */
        PostMortemFacts: {
            /** Names of the services. */
            services: string[];
            /**
             * Format: int64
             * First sign. In milliseconds since the Unix epoch, UTC.
             */
            start: number;
            /** When it was over; null while it goes on. */
            end: number | null;
            /** From the first sign until it was over, in milliseconds; null while it goes on. */
            duration: number | null;
            /**
             * Format: int64
             * When the problem opened: the end of the first sample that was anomalous enough. In milliseconds since the Unix epoch, UTC.
             */
            alert: number;
            /** When a person said the first word about it; null when nobody did. */
            firstHuman: number | null;
            /**
             * Format: double
             * How much the service was degraded. From 0 to 100.
             */
            concernScore: number;
            /**
             * Format: int32
             * How many anomalies belong to the problem.
             */
            anomalyCount: number;
            /** The problem in one sentence. */
            description: string;
        };
        /** A document about a problem. */
        PostMortem: {
            /**
             * Format: uuid
             * Id of the post-mortem.
             */
            id: string;
            /**
             * Whether it is still being written.
             * 
             */
            state: "draft" | "published";
            /** What it is called, on a single line. */
            title: string;
            /** The problem that it was opened from; null when it was not opened from one. */
            problemId: string | null;
            /** Numbers of the problem; null without one. */
            facts: components["schemas"]["PostMortemFacts"] | null;
            sections: components["schemas"]["PostMortemSections"];
            /** What happened, by time. */
            timeline: components["schemas"]["PostMortemEvent"][];
            /** What will be done. */
            actions: components["schemas"]["ActionItem"][];
            /** Who wrote it, the author first. */
            editors: components["schemas"]["Person"][];
            /**
             * Format: int64
             * When it was opened. In milliseconds since the Unix epoch, UTC.
             */
            created: number;
            /**
             * Format: int64
             * When it was changed last. In milliseconds since the Unix epoch, UTC.
             */
            updated: number;
            updatedBy: components["schemas"]["Person"];
            /** When it was published; null while it is a draft. */
            publishedAt: number | null;
            /**
             * Format: int32
             * Counts up with each change; the first is 1.
             */
            revision: number;
        };
        /** A post-mortem with what its timeline can be filled from. */
        PostMortemDetail: {
            postMortem: components["schemas"]["PostMortem"];
            /** What the system can add to the timeline, by time: events that are not in it. */
            offered: components["schemas"]["PostMortemEvent"][];
        };
        /** A post-mortem as a row of a list. */
        PostMortemSummary: {
            /**
             * Format: uuid
             * Id of the post-mortem.
             */
            id: string;
            /**
             * Whether it is still being written.
             * 
             */
            state: "draft" | "published";
            /** What it is called, on a single line. */
            title: string;
            /** The problem that it was opened from; null when it was not opened from one. */
            problemId: string | null;
            /** Names of the services; empty without a problem. */
            services: string[];
            /** First sign; null without a problem. */
            start: number | null;
            /** From the first sign until it was over, in milliseconds; null while it goes on, or without a problem. */
            duration: number | null;
            author: components["schemas"]["Person"];
            /**
             * Format: int32
             * How many action items it has.
             */
            actionCount: number;
            /**
             * Format: int32
             * How many of them are done.
             */
            actionsDone: number;
            /**
             * Format: int32
             * How many of them are neither done nor within their date (UTC).
             */
            actionsOverdue: number;
            /**
             * Format: int64
             * When it was changed last. In milliseconds since the Unix epoch, UTC.
             */
            updated: number;
            /**
             * Format: int32
             * Counts up with each change.
             */
            revision: number;
        };
        /** One page of a list, the newest first. */
        PostMortemPage: {
            /** The rows of this page, the newest first. */
            items: components["schemas"]["PostMortemSummary"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** What to open a post-mortem with: a problem, a title or both. */
        PostMortemCreate: {
            /**
             * Format: uuid
             * The problem; it has at most one post-mortem, which is answered if it is there.
             */
            problemId?: string;
            /** What it is called, on a single line. */
            title?: string;
        };
        /** Everything that people can change, as it shall be. */
        PostMortemUpdate: {
            /**
             * Format: int32
             * The revision that was changed. When there is a newer one, the answer is `conflict`.
             */
            revision: number;
            /** What it is called, on a single line. */
            title: string;
            sections: components["schemas"]["PostMortemSections"];
            /** The whole timeline. */
            timeline: components["schemas"]["PostMortemRow"][];
            /** What will be done. */
            actions: components["schemas"]["ActionItem"][];
        };
        /** What to publish. */
        PostMortemPublish: {
            /**
             * Format: int32
             * The revision that was read before it is published.
             */
            revision: number;
        };
        /** How an entity is connected with another one. */
        CatalogRelation: {
            /** For example `ownedBy` or `providesApi`. */
            type: string;
            /** The other entity. For example `component:default/payments`. */
            target: string;
        };
        /** An API document, by what identifies it. */
        CatalogDocument: {
            /** SHA-256 of its bytes, in hex. */
            sha256: string;
            /**
             * Format: int32
             * Its size.
             */
            bytes: number;
        };
        /** An entity of the catalog, whole. */
        CatalogEntityInput: {
            /** As people read it. */
            title?: string;
            /** Reference of its owner. */
            owner?: string;
            /** For example `production`. */
            lifecycle?: string;
            /** For example `service`, `website` or `library`. */
            type?: string;
            /** Value of the annotation `weir.io/service-name`: a `service.name`, or `namespace/name`. */
            serviceName?: string;
            /** Its connections with other entities. */
            relations?: components["schemas"]["CatalogRelation"][];
            document?: components["schemas"]["CatalogDocument"];
        };
        /** An entity of the catalog, whole, with its reference. */
        CatalogEntityPush: {
            /** Its reference. For example `component:default/payments`. */
            ref: string;
            /** As people read it. */
            title?: string;
            /** Reference of its owner. */
            owner?: string;
            /** For example `production`. */
            lifecycle?: string;
            /** For example `service`, `website` or `library`. */
            type?: string;
            /** Value of the annotation `weir.io/service-name`: a `service.name`, or `namespace/name`. */
            serviceName?: string;
            /** Its connections with other entities. */
            relations?: components["schemas"]["CatalogRelation"][];
            document?: components["schemas"]["CatalogDocument"];
        };
        /** Changes of the catalog: all of them are taken, or none. */
        CatalogBatch: {
            /** Entities as they are now. What has not changed makes no revision. */
            entities: components["schemas"]["CatalogEntityPush"][];
            /** Entities that are no longer in the catalog. */
            removed?: string[];
        };
        /** An entity as a portal’s catalog describes it. */
        CatalogEntity: {
            /** Its reference, in lower case. For example `component:default/payments`. */
            ref: string;
            /** As people read it; null when not stated. */
            title: string | null;
            /** Reference of its owner; null when not stated. */
            owner: string | null;
            /** For example `production`; null when not stated. */
            lifecycle: string | null;
            /** For example `service`; null when not stated. */
            type: string | null;
            /** Value of its annotation `weir.io/service-name`; null without one. */
            serviceName: string | null;
            /** Its connections with other entities. */
            relations: components["schemas"]["CatalogRelation"][];
            /** Its API document; null without one. */
            document: components["schemas"]["CatalogDocument"] | null;
            /** The portal that pushed it: the name of its token. */
            source: string;
            /**
             * Format: int64
             * When it was changed last. In milliseconds since the Unix epoch, UTC.
             */
            updated: number;
            /** Changes exactly when the entity does. */
            etag: string;
        };
        /** One page of a list, in the order of their references. */
        CatalogEntityPage: {
            /** The rows of this page, in the order of their references. */
            items: components["schemas"]["CatalogEntity"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** What came of one entity. */
        CatalogTag: {
            /** The entity. For example `component:default/payments`. */
            ref: string;
            /** Its tag now; empty when it was removed. */
            etag: string;
            /** Whether this request changed it. */
            changed: boolean;
        };
        /** What came of a change of the catalog. */
        CatalogSaved: {
            /** What came of each entity, in the order of the request. */
            items: components["schemas"]["CatalogTag"][];
            /**
             * Format: int32
             * How many were changed.
             */
            changed: number;
        };
        /** What telemetry says of a service. */
        InventoryTelemetry: {
            /** `service`, `device` or `node`. */
            kind: string;
            /** `service.name`, or the name of the device or node. */
            name: string;
            /** `service.namespace`; empty when not stated. */
            namespace: string;
            /** `deployment.environment.name` of each; may be empty. */
            environments: string[];
            /** Its entities, one per environment. */
            entityIds: string[];
            /**
             * Format: int64
             * When it was first heard of, in event time. In milliseconds since the Unix epoch, UTC.
             */
            firstSeen: number;
            /** End of its newest sample; null without one in 7 days, or when that is not known now: then the answer has a note. */
            lastSeen: number | null;
            /** Calls per second over the newest samples (up to 5 minutes of them), all environments together; null without any within the last hour, or when that is not known now. */
            requestRate: number | null;
        };
        /** Something in which the catalog and what is seen differ. */
        InventoryDrift: {
            /**
             * What differs.
             * 
             */
            field: "owner" | "service-name";
            /** What the catalog says. */
            catalog: string;
            /** What telemetry or people say. */
            seen: string;
        };
        /** What a person decided about a service. */
        InventoryDecided: {
            /**
             * What was decided.
             * 
             */
            decision: "accept" | "dismiss" | "choose" | "keep-catalog" | "propose-change" | "undo";
            /** The entity that was chosen, or that accepting makes; null for other decisions. */
            ref: string | null;
            /** `accept`: whose it will be; null when not stated. */
            owner: string | null;
            person: components["schemas"]["Person"];
            /**
             * Format: int64
             * When it was decided. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
        };
        /** A service as telemetry and catalog know it. */
        InventoryRow: {
            /** Id of the row: of its service, or the reference of an entity without one. */
            id: string;
            /**
             * How telemetry and catalog agree.
             * 
             */
            state: "conflict" | "drifted" | "proposed" | "catalog-only" | "matched" | "dismissed";
            /** What the state means here, for a person. */
            sentence: string;
            /** What telemetry says; null when there is none. */
            telemetry: components["schemas"]["InventoryTelemetry"] | null;
            /** What the catalog says; null when nothing, or while it is a conflict. */
            catalog: components["schemas"]["CatalogEntity"] | null;
            /** How they were matched; null when they are not. */
            matchedBy: ("annotation" | "name" | "choice") | null;
            /** Of a conflict: every entity that claims it. */
            claims: components["schemas"]["CatalogEntity"][];
            /** What differs, when it is drifted. */
            drift: components["schemas"]["InventoryDrift"][];
            /** The newest decision; null when nobody has decided anything. */
            decided: components["schemas"]["InventoryDecided"] | null;
        };
        /** Rows of each state, with the other filters of the request. */
        InventoryCounts: {
            /**
             * Format: int32
             * Claimed by several entities.
             */
            conflict: number;
            /**
             * Format: int32
             * Matched, but they differ.
             */
            drifted: number;
            /**
             * Format: int32
             * Without an entity in the catalog.
             */
            proposed: number;
            /**
             * Format: int32
             * Without telemetry.
             */
            catalogOnly: number;
            /**
             * Format: int32
             * Matched.
             */
            matched: number;
            /**
             * Format: int32
             * Not to be in the catalog, as people decided.
             */
            dismissed: number;
        };
        /** One page of the inventory. */
        InventoryPage: {
            /** The rows of this page. */
            items: components["schemas"]["InventoryRow"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
            /**
             * Format: int32
             * How many rows there are on all pages.
             */
            total: number;
            counts: components["schemas"]["InventoryCounts"];
            /** References of the owners of the rows on all pages, whichever owner is asked for, by name. */
            owners: string[];
            /** What is missing in this answer, and why, as sentences: of several replicas one does not answer. Absent when it is whole. */
            notes?: string[];
        };
        /** A decision about one service. */
        InventoryDecision: {
            /** Id of the row. */
            id: string;
            /**
             * What is decided.
             * 
             */
            decision: "accept" | "dismiss" | "choose" | "keep-catalog" | "propose-change" | "undo";
            /** `choose`: the entity. `accept`: the one to be made, when not the proposed one. */
            ref?: string;
            /** `accept`: whose it will be. */
            owner?: string;
        };
        /** What people decided. */
        InventoryDecisions: {
            /** Decisions about different services: all of them are taken, or none. */
            decisions: components["schemas"]["InventoryDecision"][];
        };
        /** What came of decisions. */
        InventoryRows: {
            /** The rows as they are now. */
            items: components["schemas"]["InventoryRow"][];
            /** What is missing in this answer, and why, as sentences: of several replicas one does not answer. Absent when it is whole. */
            notes?: string[];
        };
        /** An input of telemetry with a clock of its own. */
        Source: {
            /** Id of the source within its emitter; for an ordinary OpenTelemetry sender its service and instance. */
            id: string;
            /** Id of the collector that speaks for it; null for an ordinary OpenTelemetry sender. */
            emitter: string | null;
            /**
             * Whether it reports what happens now or delivers the past.
             * 
             */
            mode: "live" | "history";
            /** It has been heard of within a minute and has not ended. */
            alive: boolean;
            /** It has said that nothing more will come. */
            ended: boolean;
            /** Everything up to here was delivered; null before it has said so. */
            receivedUpTo: number | null;
            /** Steps that end up to here are closed, for all sources of this mode; null before any is. */
            watermark: number | null;
        };
        /** One page of a list, in the order of mode, emitter and id. */
        SourcePage: {
            /** The rows of this page, in the order of mode, emitter and id. */
            items: components["schemas"]["Source"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** Which subscription of which node. */
        SubscriptionKey: {
            /** Name of the network node. */
            node: string;
            /** Name of the subscription, one of its kind on the node. */
            name: string;
        };
        /** Which telemetry is asked of a node. */
        SubscriptionInput: {
            /** Name of the network node. */
            node: string;
            /** Name of the subscription, one of its kind on the node. */
            name: string;
            /** Base URL of the node’s RESTCONF server. Its root is discovered where the URL has no path. */
            address: string;
            /**
             * Group of nodes whose credentials the collector has in its configuration.
             * Default: default.
             */
            group: string;
            /**
             * Datastore that is watched.
             * Default: operational.
             * 
             */
            datastore: "operational" | "running" | "intended" | "candidate" | "startup";
            /** What is asked for, as an XPath filter: for example `/ietf-interfaces:interfaces`. */
            select: string;
            /**
             * When it is sent.
             * 
             */
            trigger: "periodic" | "on-change";
            /**
             * Format: int32
             * How often, when periodic. In milliseconds, a multiple of 10.
             */
            period?: number;
            /**
             * Format: int32
             * Shortest time between two changes, when on change. In milliseconds, a multiple of 10.
             */
            dampening?: number;
        };
        /** Changes of the subscriptions: all of them are taken, or none. */
        SubscriptionChanges: {
            /** Subscriptions as they are to be, whole. */
            subscriptions: components["schemas"]["SubscriptionInput"][];
            /** Subscriptions that are no longer wanted. */
            removed?: components["schemas"]["SubscriptionKey"][];
        };
        /** What came of a change of the subscriptions. */
        SubscriptionsSaved: {
            /**
             * Format: int32
             * How many were changed.
             */
            changed: number;
            /** Tag of the list now. */
            etag: string;
        };
        /** Which telemetry is asked of a node. */
        Subscription: {
            /** Name of the network node. */
            node: string;
            /** Name of the subscription, one of its kind on the node. */
            name: string;
            /** Base URL of the node’s RESTCONF server. */
            address: string;
            /** Group of nodes whose credentials the collector has in its configuration. */
            group: string;
            /**
             * Datastore that is watched.
             * 
             */
            datastore: "operational" | "running" | "intended" | "candidate" | "startup";
            /** What is asked for, as an XPath filter. */
            select: string;
            /**
             * When it is sent.
             * 
             */
            trigger: "periodic" | "on-change";
            /** How often, in milliseconds; null when on change. */
            period: number | null;
            /** Shortest time between two changes, in milliseconds; null when periodic. */
            dampening: number | null;
            /**
             * Whether it can be changed here, or stands in the configuration.
             * 
             */
            origin: "api" | "configuration";
        };
        /** One page of a list, in the order of node and name. */
        SubscriptionPage: {
            /** The rows of this page, in the order of node and name. */
            items: components["schemas"]["Subscription"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** How a subscription is, as a collector sees it. */
        SubscriptionStateInput: {
            /** Name of the network node. */
            node: string;
            /** Name of the subscription, one of its kind on the node. */
            name: string;
            /**
             * `active`: notifications come; `connecting`: made, none has come yet; `suspended`: the node has stopped it for now; `silent`: none came for three periods; `invalid`: the node cannot serve it; `refused`: the node or the collector does not take it; `unreachable`: the node does not answer.
             * 
             */
            state: "active" | "connecting" | "suspended" | "silent" | "invalid" | "refused" | "unreachable";
            /** Why, for a person. */
            reason?: string;
            /**
             * Format: int64
             * Its id on the node.
             */
            id?: number;
            /**
             * Format: int64
             * When something of it came last. In milliseconds since the Unix epoch, UTC.
             */
            lastNotification?: number;
        };
        /** How subscriptions are, as a collector sees it. */
        SubscriptionReport: {
            /** Name of the collector. What it said before no longer holds. */
            collector: string;
            /** All subscriptions that it keeps. */
            states: components["schemas"]["SubscriptionStateInput"][];
        };
        /** What came of a report. */
        SubscriptionReported: {
            /**
             * Format: int32
             * How many states were taken.
             */
            taken: number;
        };
        /** How a subscription is, as a collector has said last. */
        SubscriptionState: {
            /** Name of the network node. */
            node: string;
            /** Name of the subscription, one of its kind on the node. */
            name: string;
            /**
             * `active`: notifications come; `connecting`: made, none has come yet; `suspended`: the node has stopped it for now; `silent`: none came for three periods; `invalid`: the node cannot serve it; `refused`: the node or the collector does not take it; `unreachable`: the node does not answer.
             * 
             */
            state: "active" | "connecting" | "suspended" | "silent" | "invalid" | "refused" | "unreachable";
            /** Why, for a person; null when there is nothing to say. */
            reason: string | null;
            /** Its id on the node; null where it is not there. */
            id: number | null;
            /** Null when nothing has come. */
            lastNotification: number | null;
            /** Name of the collector that says so. */
            collector: string;
            /**
             * Format: int64
             * When it said so. In milliseconds since the Unix epoch, UTC.
             */
            reported: number;
        };
        /** One page of a list, in the order of node and name. */
        SubscriptionStatePage: {
            /** The rows of this page, in the order of node and name. */
            items: components["schemas"]["SubscriptionState"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** How likely an objective of the configuration will be passed, by the distribution of the intervals. */
        ObjectiveChance: {
            /**
             * On which side of the value the objective is not met.
             * 
             */
            side: "above" | "below";
            /**
             * Format: double
             * The value that should not be passed, in the unit of the series.
             */
            value: number;
            /**
             * Format: double
             * The chance that most of an hour lies beyond it, in steps of 0.05; 0 says under 5 %.
             */
            chance: number;
            /** The chance for a person: `70 %` or `under 5 %`. */
            chanceText: string;
            /** Start of the likeliest hours; null under 5 %. */
            from: number | null;
            /** End of the likeliest hours; null under 5 %. */
            to: number | null;
        };
        /** How earlier forecasts of the same series and horizon did, as known when the forecast was made. */
        ForecastRecord: {
            /**
             * Format: int32
             * Past forecasts of the series and horizon that have reached their end.
             */
            forecasts: number;
            /**
             * Format: int32
             * Those of which the last value that came lay inside the 95 % interval.
             */
            held: number;
            /**
             * Format: int64
             * Steps of all of them of which a value came.
             */
            steps: number;
            /**
             * Format: int64
             * Steps whose value lay inside the 80 % interval.
             */
            inside80: number;
            /**
             * Format: int64
             * Steps whose value lay inside the 95 % interval.
             */
            inside95: number;
            /**
             * Format: int32
             * Breaches that were called (with a chance of 50 % or more) and came.
             */
            right: number;
            /**
             * Format: int32
             * Breaches that were called and did not come.
             */
            wrong: number;
            /**
             * Format: int32
             * Breaches that came without having been called.
             */
            missed: number;
            /** The middle time from a right call to the breach, in milliseconds; null without one. */
            typicalNotice: number | null;
            /** The record for a person. */
            sentence: string;
        };
        /** How a forecaster did on past days of the series. */
        ForecastContestant: {
            /** Id of the forecaster. */
            forecaster: string;
            /**
             * Format: int32
             * Its version.
             */
            version: number;
            /** Mean absolute error over the past days, as a share of that of the seasonal naive forecaster; null when it was not tried. */
            error: number | null;
            /** Share of the past days inside its own 95 % interval, before that was widened. */
            inside95: number | null;
            /** Why it was not tried; null when it was. */
            reason: string | null;
        };
        /** What a forecast was made from, and why by this forecaster. */
        ForecastBasis: {
            /**
             * Format: int64
             * Start of the history that it was made from. In milliseconds since the Unix epoch, UTC.
             */
            from: number;
            /**
             * Format: int64
             * End of that history. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int32
             * Steps of the forecast in the history that had a value.
             */
            values: number;
            /**
             * Format: int32
             * Steps that had none.
             */
            gaps: number;
            /**
             * Format: int32
             * Samples of the series that were averaged into one step.
             */
            averaged: number;
            /**
             * Format: int32
             * Past days that the forecasters were tried on.
             */
            origins: number;
            /** How each forecaster did on them. */
            contest: components["schemas"]["ForecastContestant"][];
            /**
             * Format: int64
             * When they were tried against each other: once a day, until then the winner goes on. In milliseconds since the Unix epoch, UTC.
             */
            contested: number;
        };
        /** What comes next in a series, as it was said when it was made. */
        Forecast: {
            /**
             * Format: uuid
             * Id of the forecast.
             */
            id: string;
            series: components["schemas"]["Series"];
            /**
             * How far it should reach.
             * 
             */
            horizon: "24h" | "14d";
            /**
             * Whether there is a forecast.
             * 
             */
            status: "made" | "withheld";
            /** Why it was withheld, one sentence for a person; null when it was made. */
            reason: string | null;
            /**
             * Format: int64
             * End of the newest step that it knew, in event time. It starts here. In milliseconds since the Unix epoch, UTC.
             */
            issued: number;
            /**
             * Format: int64
             * When it was made, by the clock of the service. In milliseconds since the Unix epoch, UTC.
             */
            made: number;
            /**
             * Format: int64
             * End of its last step. It may come before the horizon: a third of the history is as far as it goes. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int64
             * Length of a step in milliseconds.
             */
            step: number;
            /** The forecaster that was chosen; null when it was withheld. */
            annotator: components["schemas"]["Annotator"] | null;
            /** What it says of each objective of the series; empty when there is none. */
            objectives: components["schemas"]["ObjectiveChance"][];
            record: components["schemas"]["ForecastRecord"];
            basis: components["schemas"]["ForecastBasis"];
            /** Starts of the steps, ascending, in milliseconds since the Unix epoch, UTC. All other columns have the same length; empty when it was withheld. */
            times: number[];
            /** What is expected, in the unit of the series. */
            values: number[];
            /** Lower bound of what holds 80 %. */
            lower80: number[];
            /** Upper bound of what holds 80 %. */
            upper80: number[];
            /** Lower bound of what holds 95 %. */
            lower95: number[];
            /** Upper bound of what holds 95 %. */
            upper95: number[];
        };
        /** One page of a list, the newest issue first. */
        ForecastPage: {
            /** The rows of this page, the newest issue first. */
            items: components["schemas"]["Forecast"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** The newest forecast of a series, without its columns. */
        ForecastSummary: {
            /**
             * Format: uuid
             * Id of the forecast.
             */
            id: string;
            series: components["schemas"]["Series"];
            /**
             * How far it should reach.
             * 
             */
            horizon: "24h" | "14d";
            /**
             * Whether there is a forecast.
             * 
             */
            status: "made" | "withheld";
            /** Why it was withheld, one sentence for a person; null when it was made. */
            reason: string | null;
            /**
             * Format: int64
             * End of the newest step that it knew, in event time. It starts here. In milliseconds since the Unix epoch, UTC.
             */
            issued: number;
            /**
             * Format: int64
             * When it was made, by the clock of the service. In milliseconds since the Unix epoch, UTC.
             */
            made: number;
            /**
             * Format: int64
             * End of its last step. It may come before the horizon: a third of the history is as far as it goes. In milliseconds since the Unix epoch, UTC.
             */
            to: number;
            /**
             * Format: int64
             * Length of a step in milliseconds.
             */
            step: number;
            /** The forecaster that was chosen; null when it was withheld. */
            annotator: components["schemas"]["Annotator"] | null;
            /** What it says of each objective of the series; empty when there is none. */
            objectives: components["schemas"]["ObjectiveChance"][];
            record: components["schemas"]["ForecastRecord"];
            /** What is expected at its end, in the unit of the series; null when it was withheld. */
            last: number | null;
            /** Lower and upper bound of the 95 % interval at its end; empty when it was withheld. */
            last95: number[];
        };
        /** One page of a list, the greatest chance to pass an objective first, then the nearest. */
        ForecastSummaryPage: {
            /** The rows of this page, the greatest chance to pass an objective first, then the nearest. */
            items: components["schemas"]["ForecastSummary"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** What was said of past steps before they came, and what came. */
        Said: {
            series: components["schemas"]["Series"];
            /**
             * Which forecasts.
             * 
             */
            horizon: "24h" | "14d";
            /**
             * Format: int64
             * How long before the end of a step its forecast was issued at the latest, in milliseconds.
             */
            lead: number;
            /**
             * Format: int64
             * Length of a step in milliseconds; 0 when nothing was said.
             */
            step: number;
            /** Share of the steps with a value that lay inside the 95 % interval; null without any. */
            inside95: number | null;
            /** Starts of the steps of which something was said, ascending. All columns have the same length. */
            times: number[];
            /** When it was said. */
            issued: number[];
            /** What was said. */
            values: number[];
            /** Lower bound of what was said to hold 95 %. */
            lower95: number[];
            /** Upper bound of what was said to hold 95 %. */
            upper95: number[];
            /** What came: the mean of the samples of the step; null where too few came. */
            came: (number | null)[];
        };
        /** One line of a rating. The lines lost sum to what the score lacks to 100. */
        RatingLine: {
            /**
             * Where the points went.
             * 
             */
            what: "reliability" | "latency" | "stability" | "outlook" | "change-safety" | "contract" | "consumers" | "not-enough-data" | "cap";
            /**
             * Format: double
             * Points lost. From 0 to 100.
             */
            lost: number;
            /**
             * Format: double
             * What is left after this line and all before. From 0 to 100.
             */
            left: number;
            /** Why, with numbers. */
            sentence: string;
        };
        /** A facet that does not count, and why. */
        FacetNote: {
            /**
             * The facet.
             * 
             */
            facet: "reliability" | "latency" | "stability" | "outlook" | "change-safety" | "contract" | "consumers";
            /** Why it does not count. */
            reason: string;
        };
        /** What would raise a rating. */
        FacetGain: {
            /**
             * The facet.
             * 
             */
            facet: "reliability" | "latency" | "stability" | "outlook" | "change-safety" | "contract" | "consumers";
            /**
             * Format: double
             * Points that it could give back at most. From 0 to 100.
             */
            points: number;
        };
        /** What consumers say of an API, in short. */
        VoteSummary: {
            /**
             * Format: int32
             * How many people have a vote that counts; owners are not among them.
             */
            count: number;
            /** Average of the stars; null below three people. */
            average: number | null;
        };
        /** The rating of one API: a service with its endpoints. */
        Rating: {
            /** Id of the service. */
            entityId: string;
            /** `service.name`. */
            service: string;
            /** `deployment.environment.name`; empty when not stated. */
            environment: string;
            /** `service.namespace`; empty when not stated. */
            namespace: string;
            /**
             * Format: int64
             * End of the 30 days that were looked at, in event time. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /** By which rules: id of the rubric. */
            rubric: string;
            /**
             * Format: double
             * How good the API is. From 0 to 100.
             */
            score: number;
            /**
             * Format: double
             * In four of five cases it is at least so good. From 0 to 100.
             */
            low: number;
            /**
             * Format: double
             * In four of five cases it is at most so good. From 0 to 100.
             */
            high: number;
            /** Letter for the score; null while provisional. */
            band: ("A" | "B" | "C" | "D" | "E") | null;
            /**
             * Format: double
             * How much of what counts is known; below 40 the rating is provisional. From 0 to 100.
             */
            confidence: number;
            /** Where the points went, the largest loss first. */
            lines: components["schemas"]["RatingLine"][];
            /** Facets that do not count. */
            notApplicable: components["schemas"]["FacetNote"][];
            /** What would raise it most; null when nothing was lost to evidence. */
            raise: components["schemas"]["FacetGain"] | null;
            votes: components["schemas"]["VoteSummary"];
        };
        /** One page of a list, by the lower end of the range, the highest first. */
        RatingPage: {
            /** The rows of this page, by the lower end of the range, the highest first. */
            items: components["schemas"]["Rating"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
            /** What is missing in this answer, and why, as sentences: of several replicas one does not answer. Absent when it is whole. */
            notes?: string[];
        };
        /** A rating at one time. */
        RatingPoint: {
            /**
             * Format: int64
             * End of the window. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /**
             * Format: double
             * How good the API was. From 0 to 100.
             */
            score: number;
            /**
             * Format: double
             * Lower end of the range. From 0 to 100.
             */
            low: number;
            /**
             * Format: double
             * Upper end of the range. From 0 to 100.
             */
            high: number;
        };
        /** How a rating came to be: made anew for each day, by the rubric of today. */
        RatingHistory: {
            /** Id of the service. */
            entityId: string;
            /** One a day, oldest first. */
            points: components["schemas"]["RatingPoint"][];
        };
        /** What a consumer says of an API. Who says it is known from the request, never from this body. */
        VoteRequest: {
            /**
             * Format: int32
             * 1 unusable, 2 poor, 3 fair, 4 good, 5 excellent.
             */
            stars: number;
            /** In own words, plain text. */
            comment?: string;
            /** The person owns the API: the vote is shown and does not count. */
            isOwner?: boolean;
        };
        /** A person's vote on an API; one each, the newest counts. */
        Vote: {
            /** Id of the service. */
            entityId: string;
            /**
             * Format: int32
             * 1 to 5.
             */
            stars: number;
            /** In own words, plain text; null without any. */
            comment: string | null;
            /** Shown and not counted. */
            isOwner: boolean;
            /**
             * Format: double
             * How much it counts today, in per cent: half after 90 days. From 0 to 100.
             */
            counts: number;
            /** The person has taken it back. */
            withdrawn: boolean;
            person: components["schemas"]["Person"];
            /**
             * Format: int64
             * When it was cast or changed. In milliseconds since the Unix epoch, UTC.
             */
            time: number;
            /**
             * Format: int32
             * Counts up with each change; the first is 1.
             */
            revision: number;
        };
        /** One page of a list, who voted last first. */
        VotePage: {
            /** The rows of this page, who voted last first. */
            items: components["schemas"]["Vote"][];
            /** Cursor of the page that follows; null on the last one. */
            next: string | null;
        };
        /** A new revision of an anomaly or a problem. */
        Change: {
            /**
             * Format: int64
             * Its place in the stream: the id of its event.
             */
            offset: number;
            /**
             * What changed: the name of its event.
             * 
             */
            kind: "anomaly" | "problem";
            /** The anomaly as it is now; null for a problem. */
            anomaly: components["schemas"]["Anomaly"] | null;
            /** The problem as it is now; null for an anomaly. */
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
            /** Who answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only entities of this kind. */
                kind?: "service" | "endpoint" | "device" | "node" | "interface";
                /** Only this `service.name`, with its endpoints. */
                service?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of entities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the entity. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entity"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only series of this entity. */
                entityId?: string;
                /** Only this `service.name`, with its endpoints. */
                service?: string;
                /** Only this indicator. */
                indicator?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of series. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The series. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
            /** One result per query. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryResponse"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only what had not ended by this time. In milliseconds since the Unix epoch, UTC. */
                from?: number;
                /** Only what started before this. In milliseconds since the Unix epoch, UTC. */
                to?: number;
                /** true: only what has not ended. false: only what has. */
                open?: boolean;
                /** Only this `service.name`, with its endpoints. */
                service?: string;
                /** Only this entity. */
                entityId?: string;
                /** Only this series. */
                seriesId?: string;
                /** Only the anomalies of this problem. */
                problemId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of anomalies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnomalyPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the anomaly. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The anomaly. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Anomaly"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only what had not ended by this time. In milliseconds since the Unix epoch, UTC. */
                from?: number;
                /** Only what started before this. In milliseconds since the Unix epoch, UTC. */
                to?: number;
                /** true: only what has not ended. false: only what has. */
                open?: boolean;
                /** Only this `service.name`, with its endpoints. */
                service?: string;
                /** Only this entity. */
                entityId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of problems. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the problem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The problem with its anomalies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDetail"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Begins after this offset; `Last-Event-ID`, which browsers send by themselves, wins over it. Without either, the stream begins with what changes from now on. */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Events `anomaly` and `problem`, whose data is a Change; comments keep the connection open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Change"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only on this problem. */
                problemId?: string;
                /** Only on this anomaly. */
                anomalyId?: string;
                /** Only what was missed of this entity. */
                entityId?: string;
                /** Only on this service. */
                service?: string;
                /** Only of the person with this id, in any portal. */
                actor?: string;
                /** true: only what was taken back. false: only what was not. */
                withdrawn?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of feedback. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
            /** The word as it was saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackSaved"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the feedback. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The word as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackSaved"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the feedback. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The word with its history. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackDetail"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only in this state. */
                state?: "draft" | "published";
                /** Only about this service. */
                service?: string;
                /** Only of this problem. */
                problemId?: string;
                /** Only with an action item of this owner. */
                actionOwner?: string;
                /** true: only with an action item (of that owner) that is not done. false: only without one. */
                openActions?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of post-mortems. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
            /** The draft; of a problem that has one already, that one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the post-mortem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The post-mortem. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the post-mortem. */
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
            /** The post-mortem as it was saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the post-mortem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the post-mortem. */
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
            /** The published post-mortem. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostMortemDetail"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of entities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogEntityPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
            /** What came of each entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogSaved"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Reference of the entity, percent-encoded. For example `component:default/payments`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The entity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogEntity"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Reference of the entity, percent-encoded. For example `component:default/payments`. */
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
            /** The entity as it is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogEntity"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Reference of the entity, percent-encoded. For example `component:default/payments`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogSaved"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** How many rows to leave out before the page, for tables that jump to a page. Not together with `cursor`. */
                offset?: number;
                /** Only rows in this state. Without it, all but dismissed ones. */
                state?: "conflict" | "drifted" | "proposed" | "catalog-only" | "matched" | "dismissed";
                /** Only rows with all of these words in name, reference, title or owner. */
                q?: string;
                /** Only of this owner: `team-a` or its whole reference. */
                owner?: string;
                /** In which order: what wants a person first, by name, or by owner. Default attention. */
                sort?: "attention" | "service" | "owner";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of the inventory. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
            /** The rows as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryRows"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only this `service.name`, with its endpoints. */
                service?: string;
                /** Only this indicator. */
                indicator?: string;
                /** Only this horizon. */
                horizon?: "24h" | "14d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of forecasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForecastSummaryPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How far: 24 hours at five minutes, or 14 days at an hour. */
                horizon?: "24h" | "14d";
            };
            header?: never;
            path: {
                /** Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The forecast, or why it is withheld. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many forecasts to answer at most; each has all its columns. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** How far: 24 hours at five minutes, or 14 days at an hour. */
                horizon?: "24h" | "14d";
                /** Only what speaks of this time or later. In milliseconds since the Unix epoch, UTC. */
                from?: number;
                /** Only what was issued before this. In milliseconds since the Unix epoch, UTC. */
                to?: number;
            };
            header?: never;
            path: {
                /** Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of forecasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForecastPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How far: 24 hours at five minutes, or 14 days at an hour. */
                horizon?: "24h" | "14d";
                /** Steps that start at or after this. In milliseconds since the Unix epoch, UTC. */
                from: number;
                /** Steps that start before this. In milliseconds since the Unix epoch, UTC. */
                to: number;
                /** How long before the end of a step its forecast must have been issued, in milliseconds. Half a day when absent, a day for `14d`. */
                lead?: number;
            };
            header?: never;
            path: {
                /** Id of the series. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** What was said, and what came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Said"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
                /** Only services whose name has this. */
                q?: string;
                /** Only this band. */
                band?: "A" | "B" | "C" | "D" | "E";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of ratings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatingPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The rating with its lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rating"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Days, today included. */
                days?: number;
            };
            header?: never;
            path: {
                /** Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One point a day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatingHistory"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the service. */
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
            /** The vote as it is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vote"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The vote, withdrawn. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vote"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** Id of the service. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of votes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VotePage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of sources. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcePage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
    listSubscriptions: {
        parameters: {
            query?: {
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of subscriptions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionPage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
    saveSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionChanges"];
            };
        };
        responses: {
            /** What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionsSaved"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
    listSubscriptionStates: {
        parameters: {
            query?: {
                /** How many rows to answer at most. */
                limit?: number;
                /** The `next` of the page before, unchanged and with the same filters. Opaque. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page of states. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionStatePage"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
    saveSubscriptionStates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionReport"];
            };
        };
        responses: {
            /** What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionReported"];
                };
            };
            /** The request was refused: the body says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** The service could not answer; `unavailable` is worth another try. */
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
