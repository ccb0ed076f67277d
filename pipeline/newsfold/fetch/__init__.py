"""What goes over the network: one guarded client, and the manners with which it asks. No other room opens a socket."""
