package com.acme;

import java.time.Instant;

public record Receipt(String id, String item, int quantity, Instant accepted) {}
