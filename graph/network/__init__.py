"""Networks: triples as networkx graphs, their layout and their drawing."""
