package io.kubeless.controller;

/** An object of the name that a Function needs belongs to something else. */
final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConflictException(String message) {
    super(message);
  }
}
