"""The settings: `config/default.toml`, then the user's file, then the environment, then the command line.

The defaults live in the TOML file alone; unknown keys and impossible values are refused.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from platformdirs import user_config_path, user_data_path
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from newsfold import shipped
from newsfold.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RuleName = Literal["source_rank", "not_excerpt", "earliest", "first_seen", "newest_revision", "most_complete"]
EventKind = Literal["created", "canonical", "merged", "split", "quarantined"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadSettings(_Section):
    """What is read, and how much of it at once."""

    max_bytes: PositiveInt
    max_line_bytes: PositiveInt
    batch: PositiveInt


class CleanSettings(_Section):
    """The extraction processes and their limits."""

    workers: NonNegativeInt
    deadline_s: PositiveFloat
    memory_mb: int = Field(ge=256)
    recycle_pages: PositiveInt


class MatchSettings(_Section):
    """How articles are compared."""

    window_days: NonNegativeInt
    encoder: str


class CanonicalSettings(_Section):
    """How a cluster's canonical article is chosen."""

    rules: tuple[RuleName, ...] = Field(min_length=1)
    earliest_step_s: PositiveInt
    complete_step_words: PositiveInt
    default_rank: int
    ranks: dict[str, int]

    @field_validator("rules")
    @classmethod
    def _once(cls, rules: tuple[RuleName, ...]) -> tuple[RuleName, ...]:
        if len(set(rules)) < len(rules):
            message = "a rule is named twice"
            raise ValueError(message)
        return rules

    def by_rules(self, rules: Sequence[str]) -> Self:
        """These settings with other rules. Raises SettingsError."""
        try:
            return type(self).model_validate(self.model_dump() | {"rules": tuple(rules)})
        except ValidationError as error:
            message = f"rules {','.join(rules)}: {error.errors()[0]['msg']}"
            raise SettingsError(message) from error

    def also_ranking(self, ranks: Mapping[str, int]) -> Self:
        """These settings, and of the sites that they do not rank these `ranks`."""
        return self.model_copy(update={"ranks": {**ranks, **self.ranks}})


class WatchSettings(_Section):
    """How sources are watched, and how their hosts are treated."""

    sources: str
    contact: str = Field(pattern=r"^[!-'*-~]{0,200}$")  # it stands in a header, inside parentheses
    threads: int = Field(ge=1, le=256)
    per_host: PositiveInt
    gap_s: NonNegativeFloat
    longest_gap_s: NonNegativeFloat
    deadline_s: PositiveFloat
    max_bytes: PositiveInt
    longest_s: int = Field(ge=60, le=86_400)
    revisions: NonNegativeInt


class WebhookSettings(_Section):
    """Who is told of what happens to clusters, and of what. What is no address to be told is refused where it is used."""

    url: str
    secret: SecretStr
    events: tuple[EventKind, ...] = Field(min_length=1)
    deadline_s: PositiveFloat
    refused_s: NonNegativeInt


class RetentionSettings(_Section):
    """How long articles and their texts are kept by a `newsfold run`; 0: for ever."""

    keep_articles_days: NonNegativeInt
    keep_texts_days: NonNegativeInt


class ReportSettings(_Section):
    """How reports are shown."""

    limit: PositiveInt


class ServeSettings(_Section):
    """Who may see the live pages. What is too short for a token is refused where it is used."""

    token: SecretStr
    names: tuple[str, ...]


class Settings(BaseSettings):
    """Every setting, validated. Made by `load`; units are in the names."""

    model_config = SettingsConfigDict(env_prefix="NEWSFOLD_", env_nested_delimiter="__", extra="forbid", frozen=True)

    db: str
    read: ReadSettings
    clean: CleanSettings
    match: MatchSettings
    canonical: CanonicalSettings
    watch: WatchSettings
    webhook: WebhookSettings
    retention: RetentionSettings
    report: ReportSettings
    serve: ServeSettings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 the base class fixes the signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment outranks the files; nothing else is looked at."""
        return env_settings, init_settings


def load(config: Path | None = None, *, db: str | None = None, sources: str | None = None) -> Settings:
    """The settings in force, with the paths of the database and of the watch list in place of empty ones.

    `config` is the user's file; without it NEWSFOLD_CONFIG, then the user's configuration folder (where it need not exist).
    `db` and `sources` are the command line's word and outrank all. Raises SettingsError.
    """
    values = _read(shipped.default_config())
    own = config or _config_from_environment()
    if own is not None:
        values = _merged(values, _read(own))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"setting {where}: {first['msg']} (in {own or 'the environment'})"
        raise SettingsError(message) from error
    listed = sources or settings.watch.sources or str(user_config_path("newsfold") / "sources.toml")
    return settings.model_copy(
        update={
            "db": db or settings.db or str(user_data_path("newsfold") / "newsfold.db"),
            "watch": settings.watch.model_copy(update={"sources": str(Path(listed).expanduser())}),
        }
    )


def _config_from_environment() -> Path | None:
    named = os.environ.get("NEWSFOLD_CONFIG")
    if named:
        return Path(named)
    usual = user_config_path("newsfold") / "config.toml"
    return usual if usual.is_file() else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"cannot read the configuration {path}: {error}"
        raise SettingsError(message) from error


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
