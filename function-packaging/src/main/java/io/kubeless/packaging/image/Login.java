package io.kubeless.packaging.image;

/**
 * The login for a registry.
 *
 * @param username the name
 * @param password the password or token; it is never shown
 */
public record Login(String username, String password) {
  @Override
  public String toString() {
    return username;
  }
}
