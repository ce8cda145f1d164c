/**
 * A small, strict HTTP/1.1 server: RFC 9110 and RFC 9112 over blocking sockets.
 *
 * <p>What may be read in two ways is refused and its connection closed. HTTP/2, TLS and upgrades
 * are left to the proxy in front.
 */
@NullMarked
package io.kubeless.runtime.http;

import org.jspecify.annotations.NullMarked;
