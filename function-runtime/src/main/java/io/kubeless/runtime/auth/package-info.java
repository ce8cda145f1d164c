/**
 * Authentication of requests: HTTP Basic with the users of an htpasswd file, or signed JSON Web
 * Tokens as bearer tokens. It knows neither the function nor the server, and uses the cryptography
 * of the JDK.
 */
@NullMarked
package io.kubeless.runtime.auth;

import org.jspecify.annotations.NullMarked;
