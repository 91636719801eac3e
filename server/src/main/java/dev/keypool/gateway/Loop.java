package dev.keypool.gateway;

import io.vertx.core.Context;

/** What each event loop has for itself. Confined to it. */
record Loop(Context context, Upstream upstream, Watch watch) {}
