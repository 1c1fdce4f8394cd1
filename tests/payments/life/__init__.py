"""The whole life of payments, played in any order by chance and watched at every step."""
