package dev.keypool.gateway;

import dev.keypool.values.Caller;
import io.vertx.core.http.HttpServerResponse;

/**
 * What every attempt of one request shares. Confined to its event loop.
 *
 * @param loop the event loop's own parts
 * @param caller who asks
 * @param requestId echoed to the caller, written to the ledger
 * @param ask what was asked
 * @param client where the answer goes
 * @param pass what the request counts for its agent
 * @param witnessed what the witnesses are told of it
 */
record Case(
        GatewayParts parts,
        Loop loop,
        Caller caller,
        String requestId,
        Ask ask,
        HttpServerResponse client,
        AgentPass pass,
        Witnessed witnessed) {}
