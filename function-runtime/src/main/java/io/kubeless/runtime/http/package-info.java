/**
 * A small, strict HTTP/1.1 server: RFC 9110 and RFC 9112 over non-blocking channels.
 *
 * <p>A request that can be interpreted in two ways is refused, and its connection is closed.
 * HTTP/2, TLS and upgrades are left to a proxy.
 */
@NullMarked
package io.kubeless.runtime.http;

import org.jspecify.annotations.NullMarked;
