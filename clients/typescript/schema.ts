export interface paths {
    "/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign up; the answer sets the session cookie */
        post: operations["postAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where this account is signed in */
        get: operations["getSessions"];
        put?: never;
        /** Sign in; the answer sets the session cookie */
        post: operations["postSessions"];
        /** Sign out everywhere */
        delete: operations["deleteSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account that asks */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the name shown to others */
        patch: operations["patchMe"];
        trace?: never;
    };
    "/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out here */
        delete: operations["deleteSessionsCurrent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out one other browser */
        delete: operations["deleteSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The access tokens of this account */
        get: operations["getTokens"];
        put?: never;
        /** Make an access token; it is shown this once */
        post: operations["postTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an access token */
        delete: operations["deleteTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a link to choose a new password; the answer is the same for any address */
        post: operations["postPasswordResets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password-resets/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose a new password by a mailed link; ends all sessions */
        post: operations["postPasswordResetsToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email-verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail the link that verifies the address again */
        post: operations["postEmailVerifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email-verifications/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify an address by a mailed link */
        post: operations["postEmailVerificationsToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a channel */
        post: operations["postChannels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channels whose team you are on */
        get: operations["getMeChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A channel */
        get: operations["getChannelsHandle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the words about a channel */
        patch: operations["patchChannelsHandle"];
        trace?: never;
    };
    "/channels/{handle}/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The team of a channel */
        get: operations["getChannelsHandleTeam"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels/{handle}/team/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give somebody a role in the team */
        put: operations["putChannelsHandleTeamPerson"];
        post?: never;
        /** Remove somebody from the team */
        delete: operations["deleteChannelsHandleTeamPerson"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels/{handle}/membership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Leave the team */
        delete: operations["deleteChannelsHandleMembership"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels/{handle}/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getChannelsHandleVideos"];
        put?: never;
        post: operations["postChannelsHandleVideos"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/channels/{handle}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getChannelsHandleUploads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/videos/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getVideosId"];
        put?: never;
        post?: never;
        delete: operations["deleteVideosId"];
        options?: never;
        head?: never;
        patch: operations["patchVideosId"];
        trace?: never;
    };
    "/videos/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postVideosIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/videos/{id}/publication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["putVideosIdPublication"];
        post?: never;
        delete: operations["deleteVideosIdPublication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            requestId: string;
            errors?: {
                path: string;
                message: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    postAccounts: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    password: string;
                    displayName: string;
                };
            };
        };
        responses: {
            /** @description Sign up; the answer sets the session cookie */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        email: string;
                        emailVerified: boolean;
                        displayName: string;
                        operator: boolean;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where this account is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            current: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ip: string;
                            userAgent: string;
                        }[];
                        nextCursor: null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSessions: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Sign in; the answer sets the session cookie */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        email: string;
                        emailVerified: boolean;
                        displayName: string;
                        operator: boolean;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign out everywhere */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account that asks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        email: string;
                        emailVerified: boolean;
                        displayName: string;
                        operator: boolean;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchMe: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    displayName: string;
                };
            };
        };
        responses: {
            /** @description Change the name shown to others */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        email: string;
                        emailVerified: boolean;
                        displayName: string;
                        operator: boolean;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSessionsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign out here */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSessionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign out one other browser */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The access tokens of this account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            name: string;
                            scopes: ("read" | "videos" | "uploads" | "schedule" | "live" | "billing:read" | "team")[];
                            channels: string[] | null;
                            /** Format: date-time */
                            createdAt: string;
                            lastUsedAt: string | null;
                            expiresAt: string | null;
                        }[];
                        nextCursor: null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    scopes: ("read" | "videos" | "uploads" | "schedule" | "live" | "billing:read" | "team")[];
                    channels?: string[] | null;
                    expiresInDays?: number | null;
                };
            };
        };
        responses: {
            /** @description Make an access token; it is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        scopes: ("read" | "videos" | "uploads" | "schedule" | "live" | "billing:read" | "team")[];
                        channels: string[] | null;
                        /** Format: date-time */
                        createdAt: string;
                        lastUsedAt: string | null;
                        expiresAt: string | null;
                        token: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoke an access token */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPasswordResets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
        responses: {
            /** @description Ask for a link to choose a new password; the answer is the same for any address */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPasswordResetsToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description Choose a new password by a mailed link; ends all sessions */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postEmailVerifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Mail the link that verifies the address again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postEmailVerificationsToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Verify an address by a mailed link */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postChannels: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    handle: string & (unknown & unknown);
                    name: string;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Open a channel */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        handle: string;
                        name: string;
                        description: string;
                        avatarUrl: string | null;
                        bannerUrl: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channels whose team you are on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            handle: string;
                            name: string;
                            description: string;
                            avatarUrl: string | null;
                            bannerUrl: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** @enum {string} */
                            role: "owner" | "editor" | "moderator" | "analyst";
                        }[];
                        nextCursor: null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChannelsHandle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        handle: string;
                        name: string;
                        description: string;
                        avatarUrl: string | null;
                        bannerUrl: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchChannelsHandle: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Change the words about a channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        handle: string;
                        name: string;
                        description: string;
                        avatarUrl: string | null;
                        bannerUrl: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChannelsHandleTeam: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The team of a channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            accountId: string;
                            displayName: string;
                            email: string | null;
                            /** @enum {string} */
                            role: "owner" | "editor" | "moderator" | "analyst";
                            /** Format: date-time */
                            since: string;
                        }[];
                        nextCursor: null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putChannelsHandleTeamPerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "owner" | "editor" | "moderator" | "analyst";
                };
            };
        };
        responses: {
            /** @description Give somebody a role in the team */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accountId: string;
                        displayName: string;
                        email: string | null;
                        /** @enum {string} */
                        role: "owner" | "editor" | "moderator" | "analyst";
                        /** Format: date-time */
                        since: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteChannelsHandleTeamPerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove somebody from the team */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteChannelsHandleMembership: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leave the team */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChannelsHandleVideos: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                status?: ("draft" | "uploading" | "processing" | "ready" | "failed") | null;
                q?: string | null;
                trashed?: "true" | "false";
                sort?: "newest" | "oldest" | "title" | "updated";
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: ({
                            /** @constant */
                            view: "team";
                            id: string;
                            channelHandle: string;
                            title: string;
                            description: string;
                            tags: string[];
                            /** @enum {string} */
                            status: "draft" | "uploading" | "processing" | "ready" | "failed";
                            playable: boolean;
                            progress: number;
                            etaSeconds: number | null;
                            renditions: {
                                name: string;
                                /** @enum {string} */
                                kind: "video" | "audio";
                                width: number | null;
                                height: number | null;
                                /** @enum {string} */
                                state: "waiting" | "working" | "ready" | "failed";
                                progress: number;
                            }[];
                            failure: {
                                code: string;
                                message: string;
                            } | null;
                            durationMs: number | null;
                            posterUrl: string | null;
                            publication: {
                                /** @enum {string} */
                                visibility: "public" | "unlisted" | "private";
                                startsAt: string | null;
                                endsAt: string | null;
                                /** Format: date-time */
                                publishedAt: string;
                            } | null;
                            trashedAt: string | null;
                            purgeAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        } | {
                            /** @constant */
                            view: "public";
                            id: string;
                            title: string;
                            durationMs: number | null;
                            posterUrl: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                            channel: {
                                handle: string;
                                name: string;
                                avatarUrl: string | null;
                            };
                        })[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postChannelsHandleVideos: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string;
                    description?: string;
                    tags?: string[];
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChannelsHandleUploads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            videoId: string;
                            filename: string;
                            sizeBytes: number;
                            offset: number;
                            url: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getVideosId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    } | {
                        /** @constant */
                        view: "public";
                        id: string;
                        title: string;
                        durationMs: number | null;
                        posterUrl: string | null;
                        /** Format: date-time */
                        publishedAt: string;
                        channel: {
                            handle: string;
                            name: string;
                            avatarUrl: string | null;
                        };
                        description: string;
                        tags: string[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteVideosId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchVideosId: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    description?: string;
                    tags?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postVideosIdRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putVideosIdPublication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    visibility: "public" | "unlisted" | "private";
                    /** @default null */
                    startsAt?: string | null;
                    /** @default null */
                    endsAt?: string | null;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteVideosIdPublication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        view: "team";
                        id: string;
                        channelHandle: string;
                        title: string;
                        description: string;
                        tags: string[];
                        /** @enum {string} */
                        status: "draft" | "uploading" | "processing" | "ready" | "failed";
                        playable: boolean;
                        progress: number;
                        etaSeconds: number | null;
                        renditions: {
                            name: string;
                            /** @enum {string} */
                            kind: "video" | "audio";
                            width: number | null;
                            height: number | null;
                            /** @enum {string} */
                            state: "waiting" | "working" | "ready" | "failed";
                            progress: number;
                        }[];
                        failure: {
                            code: string;
                            message: string;
                        } | null;
                        durationMs: number | null;
                        posterUrl: string | null;
                        publication: {
                            /** @enum {string} */
                            visibility: "public" | "unlisted" | "private";
                            startsAt: string | null;
                            endsAt: string | null;
                            /** Format: date-time */
                            publishedAt: string;
                        } | null;
                        trashedAt: string | null;
                        purgeAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
