"""Where everything that outlives a process is kept: SQLite or PostgreSQL through one API, sealed. It knows nothing of bots or vendors."""

from storage.identity import new_id, skeleton
from storage.migrating import migrate
from storage.repositories.leasing import Claimed
from storage.sealing import Keyring, generate_key
from storage.store import Store
from storage.unit import Unit

__all__ = ["Claimed", "Keyring", "Store", "Unit", "generate_key", "migrate", "new_id", "skeleton"]
